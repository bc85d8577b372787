"""The clock beside the worker: what is overdue is escalated, and what was kept long enough goes.

What is overdue or was kept long enough is the service's own pure function; here is only the time it is asked at.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from services.casework.terms.domain import day_of
from services.runtime.base.database import is_transient
from services.runtime.messaging import outbox

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.outbox import Outgoing

    AtTheTime = Callable[[Connection, datetime, date], Awaitable[list[Outgoing]]]

log = structlog.get_logger()

_PERIOD_SECONDS = 5


async def watch_for_ever(pool: Pool, act: AtTheTime) -> None:
    """``act`` gets the moment and the day it is here; workers share the work by row locks."""
    while True:
        now = datetime.now(UTC)
        try:
            async with pool.acquire() as connection, connection.transaction():
                await outbox.add(connection, await act(connection, now, day_of(now)))
        except Exception as error:  # a clock that stops silently leaves cases waiting
            log.log(30 if is_transient(error) else 40, "clock interrupted", exc_info=error)
        await asyncio.sleep(_PERIOD_SECONDS)
