"""What a partner answers on its own reply topic. ``reference`` is the one that partner was given."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from schemas.codes.flow import Conclusion, DeclineReason, DoneOutcome
from schemas.text import Contract, OptionalText, Text


class Reply(Contract):
    """Any answer of a partner."""

    reference: UUID


class AlertAcknowledged(Reply):
    """The police have the alert."""


class AlertConfirmed(Reply):
    """The police did what a withdrawal or correction of an alert asks."""

    notice: UUID


class AnswerPersonal(Contract):
    """What the partner says in its own words."""

    explanation: OptionalText = None


class ConsultAnswered(Reply):
    """The partner answered a question; advice, never binding."""

    conclusion: Conclusion
    personal: AnswerPersonal = AnswerPersonal()


class ConsultConfirmed(Reply):
    """The partner did what a withdrawal or correction of a question asks."""

    notice: UUID


class ReferralReceived(Reply):
    """The partner has the referral."""


class ReferralAccepted(Reply):
    """The partner takes the case."""


class ReferralDeclined(Reply):
    """The partner does not take the case, and why."""

    reason: DeclineReason
    personal: AnswerPersonal = AnswerPersonal()


class QuestionPersonal(Contract):
    """The partner's question."""

    question: Text


class ReferralMoreInformationAsked(Reply):
    """The partner needs to know more before it decides."""

    personal: QuestionPersonal


class ReferralStarted(Reply):
    """The partner works on the case."""


class ReferralDone(Reply):
    """The partner is done, with this outcome."""

    outcome: DoneOutcome


class ReferralConfirmed(Reply):
    """The partner did what a withdrawal or correction asks."""

    notice: UUID


class ReplyRefused(Contract):
    """Our answer to a reply that changed nothing: which one, and every rule it broke. On the partner's own topic."""

    topic: str = Field(description="The reply topic it was on.")
    offset: int = Field(description="Where on that topic.")
    reason: Literal["contract", "source", "reference", "transition"] = Field(description="What kind of rule.")
    rules: tuple[str, ...] = Field(description="Field and rule, never the value.")
