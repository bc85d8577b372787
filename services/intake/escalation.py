"""Signals that wait too long for their reporter, and what the police did not confirm about an alert: on record once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus, UserRole
from services.casework import deadlines, notice
from services.casework.retention.clock import destroying
from services.casework.terms.domain import day_of
from services.intake import retention_store
from services.intake.signals import store
from services.intake.signals.domain import NORMS
from services.runtime.messaging import trail

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.outbox import Outgoing

_ACTS = {
    ReporterStatus.MELDCODE: UserRole.AANDACHTFUNCTIONARIS,  # takes it over
    ReporterStatus.INFORMATION_ASKED: UserRole.ANALYST,  # assesses it without the answer
}


async def escalate(connection: Connection, now: datetime, today: date) -> list[Outgoing]:
    late = [(signal, due(signal)) for signal in await store.not_escalated(connection, today) if today > due(signal)]
    await store.escalate(connection, [signal.signal_id for signal, _ in late], now)
    return [
        *(trail.escalated("intake", _ACTS[signal.status], due_on, signal.signal_id) for signal, due_on in late),
        *await notice.escalate_late(connection, "intake", now, today),
    ]


def due(signal: store.Signal) -> date:
    """When a waiting signal's reporter should have moved."""
    return NORMS[signal.status].due(day_of(signal.status_since or signal.received_at))


async def watch_for_ever(_: Config, pool: Pool) -> None:
    """The worker's job: what waits, and what must go."""
    async with asyncio.TaskGroup() as group:
        group.create_task(deadlines.watch_for_ever(pool, escalate))
        group.create_task(
            deadlines.watch_for_ever(pool, destroying("intake", retention_store.kept, retention_store.wipe))
        )
