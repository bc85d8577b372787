"""What a writer signs for: numbers on every topic, and by name what it made but did not send."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from schemas.catalogue import models_on
from schemas.envelope import decode
from schemas.events.audit import EventsCounted
from services.runtime.base.database import migrate
from services.runtime.messaging import counts
from services.runtime.service import RUNTIME_MIGRATIONS
from services.tlog.note import NOTE, Signer

if TYPE_CHECKING:
    from uuid import UUID

    from services.runtime.base.database import Connection, Pool

SIGNER = Signer.make("test/count", NOTE, os.urandom(32))


async def made(pool: Pool, *, sent: bool) -> UUID:
    """An event of ten minutes ago."""
    event_id = uuid4()
    await pool.execute(
        "insert into outbox (urgent, topic, key, event_id, value, created_at, sent_at)"
        " values (false, 'signal.feedback', 'k', $1, 'v', now() - interval '10 minutes', $2)",
        event_id,
        datetime.now(UTC) if sent else None,
    )
    return event_id


async def statement(pool: Pool) -> str:
    await pool.execute("insert into outbox_sequence (topic, last) values ('signal.feedback', 7)")
    async with pool.acquire() as connection, connection.transaction():
        assert await counts.state(connection, "intake", SIGNER, datetime.now(UTC))
    value = await pool.fetchval("select value from outbox where topic = 'trail.intake'")
    data = decode(value, models_on("trail.intake")).data
    assert isinstance(data, EventsCounted)
    return data.statement


async def test_it_counts_and_names_what_was_never_sent(pool: Pool) -> None:
    held_back = await made(pool, sent=False)
    stated = await statement(pool)
    assert "\nsignal.feedback 7\n" in stated
    assert f"\nwaiting {held_back}\n" in stated


async def test_what_was_sent_before_there_were_numbers_is_not_held_back(pool: Pool) -> None:
    await pool.execute("drop table outbox_sequence, count_statement")
    await pool.execute("alter table outbox drop column sequence")
    await pool.execute("delete from migration where name ~ '0002_sequence|0010_statements'")
    sent, held_back = await made(pool, sent=True), await made(pool, sent=False)
    async with pool.acquire() as connection:
        await migrate(connection, [RUNTIME_MIGRATIONS])
    stated = await statement(pool)
    assert str(sent) not in stated
    assert f"\nwaiting {held_back}\n" in stated


async def _relayed(connection: Connection) -> None:
    """As the relay leaves it: every statement has its number."""
    await connection.execute("update outbox set sequence = 1, sent_at = now() where sequence is null")
    await connection.execute(
        "insert into outbox_sequence (topic, last) select 'trail.intake', count(*) from outbox"
        " on conflict (topic) do update set last = excluded.last"
    )


async def test_where_nothing_happens_it_is_stated_twice_and_then_no_more(pool: Pool) -> None:
    await pool.execute("insert into outbox_sequence (topic, last) values ('signal.feedback', 7)")
    now = datetime.now(UTC)
    stated: list[bool] = []
    async with pool.acquire() as connection:
        for period in range(4):
            async with connection.transaction():
                at = now + period * timedelta(minutes=2)
                stated.append(await counts.state(connection, "intake", SIGNER, at))
                await _relayed(connection)
    assert stated == [True, True, False, False]
