"""Nederlandse Arbeidsinspectie: employer and workplace only (plan 2.2)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from schemas.codes.municipality import Municipality
from schemas.disclosures.parts import Address, KnownForms, Reference, Workplace
from schemas.text import Contract, KeptText


class ConsultPersonal(Contract):
    """The workplace and the question; nobody's name."""

    question: KeptText = Field(description="What the aandachtfunctionaris asks.")
    company: Workplace | None = Field(default=None, description="Which employer the question is about.")
    location: Address | None = Field(default=None, description="Which workplace the question is about.")


class Consult(Reference):
    """A question about work that may be exploitation (plan 2.2)."""

    municipality: Municipality = Field(description="Which inspection region answers.")
    forms: KnownForms = Field(description="Whether it is about labour.")
    answer_by: date = Field(description="Deadline of the answer.")
    personal: ConsultPersonal
