"""The register's budget on real tables, shared by workers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest_asyncio

from services import enrichment
from services.enrichment import budget_store, store
from services.enrichment.bag import LIMITS
from services.enrichment.domain import AddressState
from services.enrichment.lookup import lease
from services.runtime.database import migrate
from services.runtime.retention import MIGRATIONS
from tests.unit.cases import signal

if TYPE_CHECKING:
    from services.runtime.database import Connection, Pool

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def tables(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, [MIGRATIONS, Path(enrichment.__file__).parent / "migrations"])
    return pool


async def waiting(connection: Connection, count: int) -> None:
    await store.add_signals(connection, [(uuid4(), signal(), AddressState.PENDING, None) for _ in range(count)])


async def test_workers_share_a_second_of_the_register(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        await waiting(connection, LIMITS.per_second + 5)
        at_once = [len(await lease(connection, NOW)) for _ in range(4)]
        assert at_once == [20, 20, 10, 0]
        assert len(await lease(connection, NOW + timedelta(seconds=1))) == 5
        used = await budget_store.find(connection, "bag")
        assert (used.in_second, used.on_day) == (5, LIMITS.per_second + 5)


async def test_a_register_that_wants_patience_is_asked_nothing_by_anybody(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        await waiting(connection, 1)
        await budget_store.find(connection, "bag")
        await budget_store.wait(connection, "bag", NOW + timedelta(seconds=30))
        await budget_store.wait(connection, "bag", NOW + timedelta(seconds=10))
        assert await lease(connection, NOW + timedelta(seconds=29)) == []
        ((signal_id, _, earlier),) = await lease(connection, NOW + timedelta(seconds=30))
        await store.postpone_lookup(connection, signal_id, timedelta(0), earlier)
        assert await connection.fetchval("select lookup_attempts from signal where signal_id = $1", signal_id) == 0
