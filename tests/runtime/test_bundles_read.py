"""Reading the log is on record by bundle, once a day, and never for its own sake."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest_asyncio

from services.audit import log_store, store
from services.audit.bundles_read import Shown, first_today, forget_earlier
from services.audit.service import SERVICE
from services.runtime.base.database import migrate
from services.runtime.messaging.record import Record

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.runtime.base.database import Connection, Pool

TODAY, TOMORROW = date(2026, 11, 27), date(2026, 11, 28)


def _id(number: int) -> UUID:
    return UUID(int=number + 1)


async def _log(connection: Connection, *topics: str) -> None:
    """One record a topic named, in this order, about a signal of its own."""
    start = await log_store.size(connection)
    for offset, topic in enumerate(topics, start):
        await store.add(connection, [Record(topic, 0, offset, 0, str(_id(offset)).encode(), b"{}", ())])
    await log_store.append(connection, len(topics))


@pytest_asyncio.fixture(loop_scope="session")
async def connection(pool: Pool) -> AsyncGenerator[Connection]:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
        yield connection


async def test_once_a_day_by_each_and_then_what_was_added(connection: Connection) -> None:
    await _log(connection, "signal.received", "signal.received")
    first = Shown(0, 2, [_id(0), _id(1)])
    assert await first_today(connection, "a", TODAY, 0, 2) == first
    assert await first_today(connection, "a", TODAY, 0, 2) is None
    assert await first_today(connection, "a", TODAY, 0, 1) is None
    assert await first_today(connection, "b", TODAY, 0, 2) == first
    await _log(connection, "trail.audit", "signal.received")
    assert await first_today(connection, "a", TODAY, 0, 4) == Shown(2, 4, [_id(2), _id(3)])
    assert await first_today(connection, "a", TOMORROW, 0, 4) == Shown(0, 4, [_id(number) for number in range(4)])


async def test_what_was_read_on_earlier_days_is_forgotten(connection: Connection) -> None:
    await _log(connection, "signal.received")
    for day in (TODAY, TOMORROW):
        await first_today(connection, "a", day, 0, 1)
    await forget_earlier(connection, datetime(2026, 11, 28, 9, tzinfo=UTC), TOMORROW)
    assert [row["day"] for row in await connection.fetch("select day from bundle_read")] == [TOMORROW]


async def test_a_log_of_its_own_reading_ends(connection: Connection) -> None:
    await _log(connection, "signal.received")
    assert await first_today(connection, "a", TODAY, 0, 1)
    for width in range(2, 5):
        await _log(connection, "trail.audit")
        assert await first_today(connection, "a", TODAY, 0, width) is None
