"""What comes back to intake: feedback for the reporter, and what the police say of an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.events.reply import AlertAcknowledged, AlertConfirmed
from schemas.events.signal import SignalFeedbackGiven
from services.intake import store
from services.runtime.messaging.inbox import Handled
from services.runtime.messaging.quarantine import Refusal

if TYPE_CHECKING:
    from schemas.codes.flow import ReporterStatus
    from services.runtime.base.database import Connection
    from services.runtime.messaging.inbox import Delivery


async def handle(connection: Connection, deliveries: list[Delivery]) -> Handled:
    handled = Handled()
    statuses: dict[UUID, ReporterStatus] = {}
    for delivery in deliveries:
        match delivery.event.data:
            case SignalFeedbackGiven(status=status):
                statuses[UUID(delivery.event.subject)] = status
            case AlertAcknowledged(reference=reference):
                if not await store.acknowledge(connection, reference, delivery.event.time):
                    rule = "data.reference: is geen alarm dat aan deze partner is gegeven"
                    handled.refusals.append(Refusal(delivery.record, "reference", (rule,)))
            case AlertConfirmed(reference=reference, notice=notice):
                if not await store.confirm(connection, reference, notice, delivery.event.time):
                    rule = "data.notice: is niet iets wat u bij dit alarm te bevestigen hebt"
                    handled.refusals.append(Refusal(delivery.record, "reference", (rule,)))
            case _:
                pass  # answers to consultations on the same topic are triage's
    await store.set_status(connection, statuses)
    return handled
