"""Referrals whose norm time passed, and what a partner did not confirm in time: on record once, and shown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.casework import deadlines, notice
from services.casework.retention.clock import destroying
from services.casework.terms.domain import day_of
from services.referral import domain, retention_store, store
from services.runtime.messaging import trail

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import date, datetime
    from typing import Any

    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.outbox import Outgoing


def job(service: str) -> Callable[[Config, Pool], Coroutine[Any, Any, None]]:
    """The worker's job of one referral service: what waits, and what must go."""

    async def escalate(connection: Connection, now: datetime, today: date) -> list[Outgoing]:
        late: dict[store.Referral, date] = {}
        for referral in await store.not_escalated(connection, today):
            due_on = domain.due(referral.state, day_of(referral.state_since))
            if due_on and today > due_on:
                late[referral] = due_on
        await store.escalate(connection, [referral.reference for referral in late], now)
        return [
            *(
                trail.escalated(service, domain.NORMS[r.state].owner, due_on, r.reference, r.signal_id)
                for r, due_on in late.items()
            ),
            *await notice.escalate_late(connection, service, now, today),
        ]

    async def watch(_: Config, pool: Pool) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(deadlines.watch_for_ever(pool, escalate))
            group.create_task(
                deadlines.watch_for_ever(pool, destroying(service, retention_store.kept, retention_store.wipe))
            )

    return watch
