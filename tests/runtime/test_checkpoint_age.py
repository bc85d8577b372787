"""How old what is not witnessed is: nothing while all is, and from the record's arrival on while something is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio
from prometheus_client import REGISTRY

from services.audit import log_store, store
from services.audit.log_metrics import measure
from services.audit.service import SERVICE
from services.runtime.base.database import migrate
from tests.runtime.records import record

if TYPE_CHECKING:
    from services.runtime.base.database import Pool


@pytest_asyncio.fixture(loop_scope="session")
async def log(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    return pool


async def age(log: Pool) -> float:
    async with log.acquire() as connection:
        await measure(connection)
    return REGISTRY.get_sample_value("signaalketen_checkpoint_age_seconds") or 0


async def arrive(log: Pool, offset: int, seconds_ago: int) -> None:
    async with log.acquire() as connection, connection.transaction():
        await store.add(connection, [record(offset)])
        await connection.execute(
            "update record set logged_at = now() - make_interval(secs => $1) where record_offset = $2",
            seconds_ago,
            offset,
        )


async def append(log: Pool) -> None:
    async with log.acquire() as connection, connection.transaction():
        await log_store.append(connection, 100)


async def checkpoint(log: Pool, size: int, *, witnessed: bool) -> None:
    async with log.acquire() as connection, connection.transaction():
        await log_store.save_checkpoint(connection, size, bytes(32), "signed")
        if witnessed:
            await log_store.save_witnessed(connection, size, "witnessed")


async def test_nothing_waits_on_an_empty_log(log: Pool) -> None:
    assert await age(log) == 0


async def test_what_arrived_waits(log: Pool) -> None:
    await arrive(log, 1, 400)
    assert 400 <= await age(log) < 460


async def test_what_is_logged_waits_until_it_is_witnessed(log: Pool) -> None:
    await arrive(log, 1, 400)
    await append(log)
    await checkpoint(log, 1, witnessed=False)
    assert 400 <= await age(log) < 460


async def test_what_is_witnessed_waits_no_more(log: Pool) -> None:
    await arrive(log, 1, 400)
    await append(log)
    await checkpoint(log, 1, witnessed=True)
    assert await age(log) == 0
    await arrive(log, 2, 60)
    await append(log)
    assert 60 <= await age(log) < 120
