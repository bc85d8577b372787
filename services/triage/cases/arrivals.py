"""A signal as an event brings it to this desk."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.events.signal import EnrichedPersonal, SignalFacts, SignalPersonal
from services.casework.doubles.domain import digest_of
from services.triage.cases import store
from services.triage.cases.domain import Case, State
from services.triage.cases.store import Arrival

if TYPE_CHECKING:
    from schemas.envelope import Event
    from schemas.events.signal import SignalEnriched, SignalReceivedDirectly
    from schemas.text import Contract
    from services.runtime.base.database import Connection


def enriched(event: Event[Contract], data: SignalEnriched) -> Arrival:
    """With what the analyst and the registers added."""
    return Arrival(
        signal_id=UUID(event.subject),
        municipality=data.municipality,
        state=State.TO_DECIDE,
        arrived_at=event.time,
        case=_case(data),
        strength=data.strength,
        reasons=data.reasons,
        analyst_note="\n\n".join((data.personal.analyst_note, *data.personal.supplements, *_found(data.personal))),
        traceparent=event.traceparent,
    )


async def save_direct(connection: Connection, event: Event[Contract], data: SignalReceivedDirectly) -> Arrival:
    """As it was reported; and what the same report is recognised by when it comes again."""
    arrival = _direct(event, data)
    await store.save_arrival(connection, arrival)
    await store.save_digest(connection, arrival.signal_id, data.received_at, digest_of(data))
    return arrival


def _direct(event: Event[Contract], data: SignalReceivedDirectly) -> Arrival:
    return Arrival(
        signal_id=UUID(event.subject),
        municipality=data.municipality,
        state=State.TO_DECIDE,
        arrived_at=event.time,
        case=_case(data),
        traceparent=event.traceparent,
    )


def _case(data: SignalEnriched | SignalReceivedDirectly) -> Case:
    facts = SignalFacts(**{name: getattr(data, name) for name in SignalFacts.model_fields})
    personal = SignalPersonal(**{name: getattr(data.personal, name) for name in SignalPersonal.model_fields})
    return Case(facts, personal)


def _found(personal: EnrichedPersonal) -> list[str]:
    """What the base registers and the municipality's own files said."""
    return [
        *personal.registers,
        *(
            f"Eerdere interventie: {one.kind} op {one.took_place_on:%d-%m-%Y} door {one.organisation}"
            + (f" ({one.file_number})" if one.file_number else "")
            for one in personal.interventions
        ),
    ]
