"""A decision as the desk asks for it, and as it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from schemas.codes.flow import Outcome, ReportingBody
from schemas.codes.municipality import Municipality
from schemas.declaration import Code
from schemas.events.case import Consent
from schemas.events.decision import PartnershipReport
from schemas.text import Line, Text
from services.casework.four_eyes.domain import Reason
from services.runtime.http.request_model import RequestModel
from services.triage.consent.api import CaseConsentBody
from services.triage.decisions import domain
from services.triage.words import DUTCH


class CriterionBody(RequestModel):
    """In hoeverre aan een criterium is voldaan."""

    model_config = DUTCH

    criterion: Code = Field(description="Zoals het register van grondslagen het noemt.")
    explanation: Text
    own_observation: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="De gemeente nam het zelf waar, bij haar eigen taken."
    )


class PartnershipReportBody(RequestModel):
    """Wat een aanmelding bij een samenwerkingsverband uitlegt (BGS 2.16, tweede lid, en 2.20, derde lid)."""

    model_config = DUTCH

    body: ReportingBody
    task: Line = Field(description="De wettelijke taak waarvoor het orgaan deelneemt.")
    criteria: tuple[CriterionBody, ...] = Field(max_length=10)
    nationality: Text | None = Field(
        default=None, description="Waarom niemand zonder nationaliteit te identificeren is; leeg: zij gaat niet mee."
    )
    health: Text | None = Field(default=None, description="Gaat niet naar een RIEC.")
    sexual_conduct: Text | None = Field(default=None, description="Gaat niet naar een Zorg- en Veiligheidshuis.")
    criminal: Text | None = Field(default=None, description="Gegevens van strafrechtelijke aard.")

    def to(self, partner: str) -> PartnershipReport:
        """As the decision holds it."""
        return PartnershipReport.model_validate({"partner": partner, **self.model_dump()})


class OrderBody(RequestModel):
    """Een verwijzing; wat in de toelichting staat leest alleen deze partner."""

    model_config = DUTCH

    partner: Line
    director: Annotated[bool, Field(strict=True)] = False
    basis: Line | None = Field(default=None, description="Leeg: de grondslag van deze partner die vandaag geldt.")
    purpose: Line | None = Field(default=None, description="Leeg: het gebruikelijke doel van de grondslag.")
    note: Text
    report: PartnershipReportBody | None = Field(
        default=None, description="Alleen voor een samenwerkingsverband (RIEC, Zorg- en Veiligheidshuis)."
    )

    def order(self) -> domain.Order:
        """As the rules judge it."""
        report = self.report.to(self.partner) if self.report else None
        return domain.Order(self.partner, self.director, self.basis, self.purpose, self.note, report)


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
            tuple(order.order() for order in self.orders),
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
