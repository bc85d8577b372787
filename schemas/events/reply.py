"""What a partner answers on its own reply topic. ``reference`` is the one that partner was given."""

from __future__ import annotations

from uuid import UUID

from schemas.codes.flow import Conclusion, DeclineReason, DoneOutcome
from schemas.text import Contract, Text


class Reply(Contract):
    reference: UUID


class AlertAcknowledged(Reply):
    """The police have the alert."""


class AnswerPersonal(Contract):
    explanation: Text | None = None


class ConsultAnswered(Reply):
    conclusion: Conclusion
    personal: AnswerPersonal = AnswerPersonal()


class ReferralReceived(Reply):
    pass


class ReferralAccepted(Reply):
    pass


class ReferralDeclined(Reply):
    reason: DeclineReason
    personal: AnswerPersonal = AnswerPersonal()


class QuestionPersonal(Contract):
    question: Text


class ReferralMoreInformationAsked(Reply):
    personal: QuestionPersonal


class ReferralStarted(Reply):
    pass


class ReferralDone(Reply):
    outcome: DoneOutcome
