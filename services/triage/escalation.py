"""Questions that nobody answered in time: on record once; the aandachtfunctionaris extends, or decides without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole
from services.runtime import deadlines, trail
from services.triage import store

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.runtime.config import Config
    from services.runtime.database import Connection, Pool
    from services.runtime.outbox import Outgoing


async def escalate(connection: Connection, now: datetime, today: date) -> list[Outgoing]:
    late = [asked for asked in await store.not_escalated(connection) if asked.overdue(today)]
    await store.escalate(connection, [asked.reference for asked in late], now)
    owner = UserRole.AANDACHTFUNCTIONARIS
    return [trail.escalated("triage", owner, asked.answer_by, asked.reference, asked.signal_id) for asked in late]


async def watch_for_ever(_: Config, pool: Pool) -> None:
    """The worker's job."""
    await deadlines.watch_for_ever(pool, escalate)
