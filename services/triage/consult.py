"""A question to a partner before the decision (plan 2.2: Politie (AVIM/PCT), NLA and/or zorgcoördinator)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.disclosures import disclosure, disclosure_type, project
from schemas.envelope import new_event
from schemas.registry import partners
from services.runtime import telemetry
from services.runtime.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from schemas.codes.exploitation import Form
    from schemas.events.case import Company, Location, Person
    from services.triage.domain import Case
    from services.triage.store import Consultation


@dataclass(frozen=True, slots=True)
class _Personal:
    question: str
    people: Sequence[Person]
    location: Location | None
    company: Company | None


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the partner's disclosure model chooses from."""

    reference: UUID
    municipality: str
    forms: Sequence[Form]
    answer_by: date
    personal: _Personal


def consultable() -> list[str]:
    """Partners that can be asked."""
    return [name for name, partner in partners().items() if "consult" in partner.families]


def ask(case: Case, consultation: Consultation) -> Outgoing:
    """The partner's part of the case with the question, on its own topic."""
    personal = case.personal
    whole = _Whole(
        consultation.reference,
        case.facts.municipality,
        case.facts.forms,
        consultation.answer_by,
        _Personal(consultation.question, personal.people, personal.location, personal.company),
    )
    data = project(disclosure(consultation.partner, "consult"), whole)
    event = new_event(
        "triage",
        disclosure_type(consultation.partner, "consult"),
        str(consultation.reference),
        data,
        telemetry.unlinkable(),
    )
    return Outgoing(f"consult.{consultation.partner}", event)
