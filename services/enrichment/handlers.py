"""Signals from the Meldpunt arrive on the analyst's desk; the reporter's supplements join them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.events.signal import SignalReceived, SignalSupplemented
from services.enrichment import store
from services.enrichment.registers.lookup import of_address, of_company
from services.runtime.messaging.inbox import Handled
from services.runtime.messaging.quarantine import Refusal

if TYPE_CHECKING:
    from services.runtime.base.database import Connection
    from services.runtime.messaging.inbox import Delivery


async def handle(connection: Connection, deliveries: list[Delivery]) -> Handled:
    handled = Handled()
    received = [(d, d.event.data) for d in deliveries if isinstance(d.event.data, SignalReceived)]
    await store.add_signals(
        connection,
        [
            (
                UUID(delivery.event.subject),
                data,
                of_address(data),
                of_company(data),
                delivery.event.traceparent,
            )
            for delivery, data in received
        ],
    )
    for delivery in deliveries:
        data = delivery.event.data
        if isinstance(data, SignalSupplemented) and not await store.add_supplement(
            connection, UUID(delivery.event.subject), data.personal.supplement
        ):
            handled.refusals.append(Refusal(delivery.record, "reference", ("subject: is geen bekend signaal",)))
    return handled
