"""Signals from the Meldpunt arrive on the analyst's desk; the reporter's supplements join them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.events.signal import SignalReceived, SignalSupplemented
from services.enrichment import store
from services.enrichment.registers.lookup import of_address, of_company
from services.runtime.messaging.dispatch import Delivery, Dispatch, Handled, each, refused

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
    """What the reporter was asked for; refused when the signal was never here."""
    event = delivery.event
    if await store.add_supplement(connection, UUID(event.subject), event.data.personal.supplement, event.time):
        return Handled()
    return refused(delivery, "subject: is geen bekend signaal")


DISPATCH = Dispatch({SignalReceived: receive, SignalSupplemented: each(supplement)})
