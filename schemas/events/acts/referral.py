"""Acts about a referral."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.codes.municipality import Municipality
from schemas.events.acts import Act
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


class QuestionAnswered(Act):
    """The aandachtfunctionaris answered what a partner asked."""

    operation: ClassVar[str] = "beantwoordVraag"

    reference: UUID
    signal_id: UUID
    answer: UUID = Field(description="The event that holds the answer.")


class ReferralTakenBack(Act):
    """A referral was withdrawn at the desk."""

    operation: ClassVar[str] = "trekVerwijzingIn"

    reference: UUID
    signal_id: UUID
