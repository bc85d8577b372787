"""Corrections and withdrawals as the desk asks for them, and as they are shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from schemas.text import Text
from services.casework.bodies import CompanyBody, LocationBody, PersonBody
from services.casework.four_eyes.domain import Reason
from services.casework.notice import Kind, NoticeBody
from services.casework.written import Plate
from services.runtime.http.request_model import RequestModel
from services.triage.words import DUTCH

PARTS = ("people", "location", "company", "plates", "care_needs")


class CorrectionBody(RequestModel):
    """Wat er in de zaak anders had moeten staan: elk genoemd onderdeel komt geheel in de plaats van het oude. Met null
    gaan locatie, bedrijf of hulpvraag weg.
    """

    model_config = DUTCH
    null_says = frozenset({"locatie", "bedrijf", "hulpvraag"})

    reason: Text = Field(description="Waarom; geen partner leest dit.")
    people: tuple[PersonBody, ...] = Field(default=(), max_length=20)
    location: LocationBody | None = None
    company: CompanyBody | None = None
    plates: tuple[Plate, ...] = Field(default=(), max_length=10)
    care_needs: Text | None = None

    def changes(self) -> dict[str, object]:
        """The named parts alone."""
        return {name: getattr(self, name) for name in PARTS if name in self.model_fields_set}


class WithdrawalBody(RequestModel):
    """Waarom de zaak nooit gedeeld had moeten worden; geen partner leest dit."""

    model_config = DUTCH

    reason: Text


class AmendedBody(BaseModel):
    """Wie ervan hoort: alleen partners van wie het eigen deel verandert."""

    model_config = DUTCH

    id: UUID
    kind: Kind
    at: datetime
    referred: tuple[str, ...] = Field(description="Partners met een verwijzing.")
    consulted: tuple[str, ...] = Field(description="Partners met een vraag.")
    proposal: UUID | None = Field(default=None, description="Waaronder het op een tweede persoon wacht.")
    awaiting: tuple[Reason, ...] = Field(default=(), description="Waarom er nog niets uitging.")


class ConsultNoticeBody(NoticeBody):
    """Wat een geconsulteerde partner te bevestigen heeft, en of dat gebeurd is."""

    model_config = DUTCH

    reference: UUID


class AmendmentBody(BaseModel):
    model_config = DUTCH

    kind: Kind
    reason: str
    at: datetime


class AmendmentsBody(BaseModel):
    """Correcties en intrekkingen; wie van de verwezen partners bevestigde staat bij de verwijzingen."""

    model_config = DUTCH

    items: tuple[AmendmentBody, ...]
    notices: tuple[ConsultNoticeBody, ...]
