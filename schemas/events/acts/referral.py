"""Acts about a referral."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.codes.flow import SecondPersonReason
from schemas.codes.municipality import Municipality
from schemas.events.acts import Act, Confirmable
from schemas.registry import PartnerName
from schemas.text import KeptLine


class CaseReferred(Act):
    """A partner got its part of a case: what its reference stands for no partner may know, the auditor must."""

    operation: ClassVar[str] = "verwijs"

    reference: UUID
    signal_id: UUID
    decision_id: UUID
    partner: PartnerName
    director: bool
    basis: KeptLine
    municipality: Municipality
    found_in: Municipality | None = Field(
        default=None,
        exclude_if=lambda found_in: found_in is None,
        description="Where the case was reported, when another municipality is responsible.",
    )
    against_will: bool = Field(
        default=False,
        exclude_if=lambda refused: not refused,
        description="The victim refused that this is shared.",
    )


class QuestionAnswered(Confirmable):
    """The aandachtfunctionaris answered what a partner asked."""

    operation: ClassVar[str] = "beantwoordVraag"

    reference: UUID
    signal_id: UUID
    answer: UUID = Field(description="The event that holds the answer.")
    proposal_id: UUID | None = Field(
        default=None, exclude_if=lambda proposal: proposal is None, description="As which it waited, where it did."
    )


class AnswerProposed(Act):
    """An answer waits for a second person."""

    operation: ClassVar[str] = "beantwoordVraag"

    reference: UUID
    signal_id: UUID
    proposal_id: UUID
    reasons: tuple[SecondPersonReason, ...]


class AnswerRejected(Act):
    """A second person did not agree with an answer, or who proposed it took it back."""

    operation: ClassVar[str] = "wijsAntwoordAf"

    reference: UUID
    signal_id: UUID
    proposal_id: UUID


class ReferralTakenBack(Act):
    """A referral was withdrawn at the desk."""

    operation: ClassVar[str] = "trekVerwijzingIn"

    reference: UUID
    signal_id: UUID
