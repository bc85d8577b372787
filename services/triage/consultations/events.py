"""What a consulted partner is sent, on its own topic, under a reference and in a trace that lead nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.catalogue import type_of
from schemas.disclosures.afterwards import ConsultReminded, ConsultWithdrawn
from schemas.envelope import new_event
from schemas.registry import correction_type, disclosure_type
from services.runtime.base import telemetry
from services.runtime.messaging.outbox import Outgoing
from services.triage.consultations.domain import corrected, question

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from schemas.text import Contract
    from services.triage.cases.domain import Case
    from services.triage.consultations.domain import Consultation


def ask(case: Case, consultation: Consultation) -> Outgoing:
    """The question, with the partner's part of the case."""
    return _sent(consultation, disclosure_type(consultation.partner, "consult"), question(case, consultation))


def correct(before: Case, after: Case, consultation: Consultation, notice: UUID) -> Outgoing | None:
    """The question as it should have been asked; None where the partner's part of the case stays the same."""
    data = corrected(before, after, consultation, notice)
    return _sent(consultation, correction_type(consultation.partner, "consult"), data) if data else None


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
