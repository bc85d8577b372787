"""A decision as the desk asks for it, and as it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from schemas.codes.flow import Outcome
from schemas.codes.municipality import Municipality
from schemas.events.case import Consent
from schemas.text import Line, Text
from services.casework.four_eyes.domain import Reason
from services.runtime.http.request_model import RequestModel
from services.triage.consent.api import CaseConsentBody
from services.triage.decisions import domain
from services.triage.words import DUTCH


class OrderBody(RequestModel):
    """Een verwijzing; wat in de toelichting staat leest alleen deze partner."""

    model_config = DUTCH

    partner: Line
    director: Annotated[bool, Field(strict=True)] = False
    basis: Line | None = Field(default=None, description="Leeg: de grondslag van deze partner die vandaag geldt.")
    purpose: Line | None = Field(default=None, description="Leeg: het gebruikelijke doel van de grondslag.")
    note: Text


class DecisionBody(RequestModel):
    """Het besluit van de aandachtfunctionaris."""

    model_config = DUTCH

    outcomes: tuple[Outcome, ...] = Field(min_length=1, max_length=4)
    orders: tuple[OrderBody, ...] = Field(
        default=(), max_length=9, description="Leeg kan alleen bij een zaak die terugkwam en waar de regie nog ligt."
    )
    consent: CaseConsentBody | None = Field(default=None, description="Leeg: zoals het bij de zaak is vastgelegd.")
    registered_in: Municipality | None = Field(
        default=None, description="Gemeente waar het slachtoffer staat ingeschreven; leeg: waar het is aangetroffen."
    )
    motivation: Text | None = None

    def choice(self, consent: Consent) -> domain.Choice:
        """As the rules judge it."""
        return domain.Choice(
            self.outcomes,
            tuple(domain.Order(o.partner, o.director, o.basis, o.purpose, o.note) for o in self.orders),
            consent,
            self.registered_in,
        )


class DecisionStatus(BaseModel):
    """Een besluit, of een voorstel dat nog op een tweede persoon wacht."""

    model_config = DUTCH

    id: UUID
    outcomes: tuple[Outcome, ...]
    partners: tuple[str, ...]
    director: str
    decider_role: str
    rule_version: str
    decided_at: datetime
    awaiting: tuple[Reason, ...] = Field(default=(), description="Waarom een tweede persoon moet bevestigen.")
