"""What audit keeps of a partner's day, counted where several workers and redeliveries meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.audit import store
from services.audit.domain import DAILY_BYTES
from services.audit.service import SERVICE
from services.runtime.base.database import migrate
from tests.runtime.records import reply

if TYPE_CHECKING:
    from services.runtime.base.database import Pool
    from services.runtime.messaging.record import Record


async def add(pool: Pool, *records: Record) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await store.add(connection, records)


async def kept(pool: Pool) -> list[bool]:
    """Of each record in order, whether its value is there."""
    rows = await pool.fetch("select value is not null as whole from record order by record_offset")
    return [row["whole"] for row in rows]


async def test_beyond_a_days_bytes_the_digest_is_kept_and_redelivery_counts_nothing(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    first, second, third = (reply(offset, partner="riec") for offset in range(3))
    await add(pool, first)
    size = await pool.fetchval("select bytes from volume")
    assert size == len(first.key or b"") + len(first.value or b"")
    await add(pool, first)
    assert await pool.fetchval("select bytes from volume") == size
    await pool.execute("update volume set bytes = $1", DAILY_BYTES - len(second.value or b"") - 3)
    await add(pool, second)
    await add(pool, third)
    await add(pool, second, third)
    assert await kept(pool) == [True, True, False]
    assert await pool.fetchval("select count(*) from arrival") == 3
    assert await pool.fetchval("select bytes from volume") == DAILY_BYTES
