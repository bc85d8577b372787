"""Signals that wait too long, for the analyst or for their reporter: on record once, and on the worklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole
from services.enrichment import store
from services.enrichment.domain import NORMS
from services.runtime.messaging import trail

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing


async def escalate(connection: Connection, now: datetime, today: date) -> list[Outgoing]:
    late = [(signal_id, where) for signal_id, where in await store.not_escalated(connection) if where.overdue(today)]
    await store.escalate(connection, [signal_id for signal_id, _ in late], now)
    return [
        trail.escalated("enrichment", UserRole.ANALYST, NORMS[where.state].due(where.since), signal_id)
        for signal_id, where in late
    ]
