"""Who hears that the victim refuses what it agreed to, or no longer refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.amendments import domain
from services.triage.amendments.telling import event
from services.triage.consent import acts
from services.triage.decisions import store as decision_store

if TYPE_CHECKING:
    from schemas.events.acts.triage import ConsentRecorded
    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing
    from services.triage.cases.store import Arrival


async def record(
    connection: Connection, arrival: Arrival, act: ConsentRecorded, explanation: str | None
) -> list[Outgoing]:
    """It is on record, and goes to the care table for every decision that said otherwise."""
    decisions = await decision_store.decided(connection, act.signal_id)
    told = [reconsidered[1] for one in decisions if (reconsidered := domain.reconsider(one, act.consent))]
    await acts.record(connection, act, explanation)
    return [event(arrival, data) for data in told]
