"""Content that the runtime keeps goes in time, is still told apart by its digest, and nothing goes that is needed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from services.runtime.messaging import housekeeping
from services.runtime.operate import quarantine_desk

if TYPE_CHECKING:
    from services.runtime.base.database import Pool
    from services.runtime.messaging.quarantine import Vault


async def made(pool: Pool, value: bytes, *, days: int, sent_days: int | None) -> None:
    """An event of so many days ago, delivered so many days ago."""
    await pool.execute(
        "insert into outbox (urgent, topic, key, event_id, value, created_at, sent_at) values (false, 't', '', $1, $2,"
        " now() - make_interval(days => $3), now() - make_interval(days => $4))",
        uuid4(),
        value,
        days,
        sent_days,
    )


async def clear(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await housekeeping.clear(connection)


async def test_a_delivered_event_keeps_its_digest_and_in_the_end_nothing(pool: Pool) -> None:
    await made(pool, b"gone", days=91, sent_days=91)
    await made(pool, b"late", days=91, sent_days=8)
    await made(pool, b"old", days=8, sent_days=8)
    await made(pool, b"just sent", days=91, sent_days=6)
    await made(pool, b"never sent", days=91, sent_days=None)
    await clear(pool)
    rows = await pool.fetch("select value, digest from outbox order by position")
    assert [tuple(row) for row in rows] == [
        (b"", hashlib.sha256(b"late").digest()),
        (b"", hashlib.sha256(b"old").digest()),
        (b"just sent", None),
        (b"never sent", None),
    ]


@pytest.mark.parametrize(("days", "sent_days", "kept"), [(9, None, True), (9, 1, True), (7, None, False)])
async def test_what_is_kept_too_long_is_noticed(pool: Pool, days: int, sent_days: int | None, *, kept: bool) -> None:
    async with pool.acquire() as connection:
        assert not await housekeeping.event_kept_too_long(connection, datetime.now(UTC))
        await made(pool, b"content", days=days, sent_days=sent_days)
        assert await housekeeping.event_kept_too_long(connection, datetime.now(UTC)) == kept


async def test_an_answer_goes_after_a_week(pool: Pool) -> None:
    await pool.execute(
        "insert into idempotency (subject, key, request_hash, body, created_at) values"
        " ('a', 'old', '', 'words', now() - interval '8 days'), ('a', 'new', '', 'words', now() - interval '6 days')"
    )
    await clear(pool)
    assert [row["key"] for row in await pool.fetch("select key from idempotency")] == ["new"]


async def test_what_left_quarantine_a_month_ago_cannot_be_opened_any_more(pool: Pool, vault: Vault) -> None:
    ids = [UUID(int=n) for n in range(3)]
    for quarantine_id, days in zip(ids, (31, 29, None), strict=True):
        closed = datetime.now(UTC) - timedelta(days=days) if days else None
        by = "beheerder" if days else None
        await pool.execute(
            "insert into quarantine (quarantine_id, topic, partition, record_offset, reason, rules, sealed, closed_at,"
            " closed_as, closed_by, quarantined_at) values ($1, 't', 0, $2, 'defect', '{}', 'sealed', $3, $4, $5,"
            " now() - interval '1 year')",
            quarantine_id,
            quarantine_id.int,
            closed,
            "redriven" if days else None,
            by,
        )
    await clear(pool)
    rows = await pool.fetch("select sealed from quarantine order by record_offset")
    assert [row["sealed"] for row in rows] == [b"", b"sealed", b"sealed"]
    async with pool.acquire() as connection:
        with pytest.raises(quarantine_desk.EmptiedError):
            await quarantine_desk.reveal(connection, "intake", vault, ids[0], "beheerder")
        assert (await quarantine_desk.find(connection, "intake", ids[0], "beheerder")).closed_as == "redriven"
