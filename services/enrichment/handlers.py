"""Signals from the Meldpunt arrive on the analyst's desk; the reporter's supplements join them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.envelope import Event, new_event
from schemas.events.signal import SignalReceived, SignalRetracted, SignalSupplemented
from services.casework.settings import handlers as settings_handlers
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.enrichment import domain, store
from services.enrichment.registers.lookup import of_address, of_company
from services.enrichment.weighing import strengthen
from services.runtime.base import telemetry
from services.runtime.messaging.dispatch import Delivery, Dispatch, Handled, each, refused
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.runtime.base.database import Connection


async def receive(connection: Connection, deliveries: Sequence[Delivery[SignalReceived]]) -> Handled:
    """All at once, each on the analyst's desk; the registers are asked beside the stream."""
    await store.add_signals(
        connection,
        [
            (
                UUID(event.subject),
                event.time,
                event.data,
                of_address(event.data),
                of_company(event.data),
                event.traceparent,
            )
            for event in (delivery.event for delivery in deliveries)
        ],
    )
    return Handled()


async def supplement(connection: Connection, delivery: Delivery[SignalSupplemented]) -> Handled:
    """What the reporter was asked for, or adds; refused when the signal was never here."""
    event = delivery.event
    signal_id = UUID(event.subject)
    state = await store.locked_state(connection, signal_id)
    if state is None:
        return refused(delivery, _UNKNOWN)
    if domain.goes_on(state):
        return Handled([_onward(event)])
    await store.add_supplement(connection, signal_id, event.data.personal.supplement, event.time)
    await strengthen(connection, [signal_id])
    return Handled()


async def retract(connection: Connection, delivery: Delivery[SignalRetracted]) -> Handled:
    """Ends a signal that the analyst has; of one that went on, the aandachtfunctionaris decides what it means."""
    event = delivery.event
    signal_id = UUID(event.subject)
    state = await store.locked_state(connection, signal_id)
    if state is None:
        return refused(delivery, _UNKNOWN)
    if not domain.goes_on(state):
        today = day_of(event.time)
        settings = await settings_store.read(connection)
        until = today + settings.kept_for(domain.RETRACTED, today)
        await store.retract(connection, signal_id, _TAKEN_BACK + event.data.personal.reason, until, event.time)
    return Handled([_onward(event)])


_UNKNOWN = "subject: is geen bekend signaal"
_TAKEN_BACK = "De melder trekt het signaal in: "


def _onward(event: Event[SignalSupplemented] | Event[SignalRetracted]) -> Outgoing:
    """The same, behind what the analyst concluded: so it finds a case there."""
    trace = telemetry.continued("addition", event.traceparent)
    return Outgoing("signal.enriched", new_event("enrichment", event.type, event.subject, event.data, trace))


DISPATCH = Dispatch(
    {
        SignalReceived: receive,
        SignalSupplemented: each(supplement),
        SignalRetracted: each(retract),
        **settings_handlers.HANDLERS,
    }
)
