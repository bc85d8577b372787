"""A service's clock, beside its worker: what is overdue is put on record, and what was kept long enough goes.

What is overdue or was kept long enough is the service's own pure function; here is only the time it is asked at.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.casework.retention.clock import destroying
from services.casework.terms.domain import day_of
from services.casework.terms.escalation import escalating
from services.runtime.base import periodic
from services.runtime.messaging import outbox

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from datetime import date
    from typing import Any

    from services.casework.retention.clock import Find, Wipe
    from services.casework.terms.escalation import Term
    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.outbox import Outgoing

    AtTheTime = Callable[[Connection, datetime, date], Awaitable[list[Outgoing]]]

_PERIOD_SECONDS = 5


def clock(
    service: str, terms: Sequence[Term], kept: Find, wipe: Wipe, *others: AtTheTime
) -> Callable[[Config, Pool], Coroutine[Any, Any, None]]:
    """For ever, beside the stream: ``terms`` that pass, what was ``kept`` long enough to ``wipe``, and ``others``."""

    async def run(_: Config, pool: Pool) -> None:
        async with asyncio.TaskGroup() as group:
            for act in (escalating(service, terms), destroying(service, kept, wipe), *others):
                group.create_task(watch_for_ever(pool, act))

    return run


async def watch_for_ever(pool: Pool, act: AtTheTime) -> None:
    """``act`` gets the moment and the day it is here; workers share the work by row locks."""

    async def look() -> bool:
        now = datetime.now(UTC)
        async with pool.acquire() as connection, connection.transaction():
            await outbox.add(connection, await act(connection, now, day_of(now)))
        return False

    await periodic.for_ever(look, _PERIOD_SECONDS, "clock interrupted")
