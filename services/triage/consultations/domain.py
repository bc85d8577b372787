"""A question to a partner before the decision (plan 2.2: Politie (AVIM/PCT), NLA and/or zorgcoördinator)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.catalogue import type_of
from schemas.disclosures import correction, disclosure, project
from schemas.disclosures.afterwards import ConsultReminded, ConsultWithdrawn
from schemas.envelope import new_event
from schemas.registry import correction_type, disclosure_type, partners
from services.runtime.base import telemetry
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from schemas.codes.exploitation import Form
    from schemas.events.case import Company, Location, Person
    from schemas.text import Contract
    from services.triage.cases.store import Consultation
    from services.triage.decisions.domain import Case


ANSWER_WORKING_DAYS = 5
"""Our choice: the plan gives no term."""


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
    notice: UUID
    municipality: str
    forms: Sequence[Form]
    answer_by: date
    personal: _Personal


def consultable() -> list[str]:
    """Partners that can be asked."""
    return [name for name, partner in partners().items() if "consult" in partner.families]


def ask(case: Case, consultation: Consultation) -> Outgoing:
    """The partner's part of the case with the question, on its own topic."""
    data = _part(case, consultation)
    return _sent(consultation, disclosure_type(consultation.partner, "consult"), data)


def correct(before: Case, after: Case, consultation: Consultation, notice: UUID) -> Outgoing | None:
    """The question as it should have been asked; None where the partner's part of the case stays the same."""
    if _part(before, consultation) == _part(after, consultation):
        return None
    data = project(correction(consultation.partner, "consult"), _whole(after, consultation, notice))
    return _sent(consultation, correction_type(consultation.partner, "consult"), data)


def remind(consultation: Consultation, answer_by: date) -> Outgoing:
    """The question still waits, until a later day."""
    data = ConsultReminded(reference=consultation.reference, answer_by=answer_by)
    return _sent(consultation, type_of(ConsultReminded), data)


def withdraw(consultation: Consultation, notice: UUID) -> Outgoing:
    """The question should not have been asked."""
    data = ConsultWithdrawn(reference=consultation.reference, notice=notice)
    return _sent(consultation, type_of(ConsultWithdrawn), data)


def _sent(consultation: Consultation, event_type: str, data: Contract) -> Outgoing:
    event = new_event("triage", event_type, str(consultation.reference), data, telemetry.unlinkable())
    return Outgoing(f"consult.{consultation.partner}", event)


def _part(case: Case, consultation: Consultation) -> Contract:
    return project(disclosure(consultation.partner, "consult"), _whole(case, consultation, consultation.reference))


def _whole(case: Case, consultation: Consultation, notice: UUID) -> _Whole:
    personal = case.personal
    return _Whole(
        consultation.reference,
        notice,
        case.facts.municipality,
        case.facts.forms,
        consultation.answer_by,
        _Personal(consultation.question, personal.people, personal.location, personal.company),
    )
