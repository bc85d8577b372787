"""Politie (AVIM/PCT): acute danger (112) and consultations on a suspicion (plan 2.2)."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, Field

from schemas.codes.municipality import Municipality
from schemas.disclosures.parts import Address, KnownForms, NamedPerson, Reference
from schemas.text import Contract, KeptText


class AlertPersonal(Contract):
    """What a patrol needs to go there now."""

    situation: KeptText | None = Field(default=None, description="What the patrol will meet.")
    location: Address | None = Field(default=None, description="Where to go at once.")


class Alert(Reference):
    """Acute danger, on top of calling 112 (plan 2.2)."""

    raised_at: AwareDatetime = Field(description="How long the danger has lasted.")
    municipality: Municipality | None = Field(default=None, description="Which team is nearest.")
    personal: AlertPersonal


class ConsultPersonal(Contract):
    """Who and where the question is about; no way to reach them."""

    question: KeptText = Field(description="What the aandachtfunctionaris asks.")
    people: tuple[NamedPerson, ...] = Field(description="Whom the question is about.")
    location: Address | None = Field(default=None, description="Known address of the suspicion.")


class Consult(Reference):
    """A question on a suspicion (plan 2.2)."""

    municipality: Municipality = Field(description="Which district team answers.")
    forms: KnownForms = Field(description="AVIM or PCT, by form of exploitation.")
    answer_by: date = Field(description="Deadline of the answer.")
    personal: ConsultPersonal
