"""Questions to partners as the desk asks for them, and as they are shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, Field

from schemas.codes.flow import Conclusion
from schemas.text import KeptText, Text
from services.casework.days import ComingDay
from services.casework.four_eyes.domain import Reason
from services.casework.settings.domain import Settings
from services.runtime.http.request_model import RequestModel
from services.triage.consultations import domain
from services.triage.words import DUTCH

if TYPE_CHECKING:
    from services.triage.consultations.domain import Consultation


class ConsultationBody(RequestModel):
    """Een vraag aan een ketenpartner, voor het besluit. Het antwoord is advies, het bindt niet."""

    model_config = DUTCH

    partner: str = Field(description="politie, nla of zorgcoordinator")
    question: Text
    answer_by: ComingDay | None = Field(default=None, description="Leeg: de gewone termijn, gerekend vanaf vandaag.")


class ExtensionBody(RequestModel):
    """Een nieuwe termijn; de partner wordt eraan herinnerd dat de vraag openstaat."""

    model_config = DUTCH

    answer_by: ComingDay | None = Field(default=None, description="Leeg: de gewone termijn, gerekend vanaf vandaag.")


class GroundBody(BaseModel):
    model_config = DUTCH

    basis: str
    purpose: str


class ConsultationStatus(BaseModel):
    model_config = DUTCH

    partner: str
    question: KeptText
    answer_by: date
    reference: UUID
    asked_at: datetime
    overdue: bool
    escalated_at: datetime | None = Field(default=None, description="Wanneer vastgelegd is dat de termijn verstreek.")
    conclusion: Conclusion | None = None
    answer: str | None = None
    answered_at: datetime | None = None
    ground: GroundBody | None = Field(default=None, description="Waarop en waarvoor de partner het kreeg.")
    awaiting: tuple[Reason, ...] = Field(default=(), description="Waarom er nog niets uitging.")


def consultation_status(consultation: Consultation, today: date) -> ConsultationStatus:
    """As the desk sees it."""
    return ConsultationStatus(
        partner=consultation.partner,
        question=consultation.question,
        answer_by=consultation.answer_by,
        reference=consultation.reference,
        asked_at=consultation.asked_at,
        overdue=consultation.overdue(today),
        escalated_at=consultation.escalated_at,
        conclusion=consultation.conclusion,
        answer=consultation.explanation,
        answered_at=consultation.answered_at,
        ground=GroundBody(basis=ground.basis, purpose=ground.purpose) if (ground := consultation.ground) else None,
    )


def term(asked: date | None, today: date, settings: Settings) -> date:
    """The day that was asked for, or the usual one."""
    return asked or domain.ANSWER.due(today, settings)
