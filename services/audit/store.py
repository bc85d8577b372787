"""Audit's table: records, added and read, never changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.audit import domain

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

    from services.runtime.base.database import Connection
    from services.runtime.messaging.record import Record


async def add(connection: Connection, records: Sequence[Record]) -> None:
    """Keep records; one that is delivered again is already there.

    Of a partner's answers only so many bytes a day: of what comes after, its size and digest.
    """
    used = await _volumes(connection, records)
    records = domain.within_volume(records, used)
    added = await connection.fetch(
        """
        with added as (
            insert into record (topic, partition, record_offset, logged_at, key, value, headers, sha256)
            select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::timestamptz[], $5::bytea[], $6::bytea[],
                $7::text[], $8::bytea[])
            on conflict (topic, partition, record_offset) do nothing returning topic, partition, record_offset
        )
        insert into arrival (topic, partition, record_offset) select * from added order by 1, 2, 3
        returning topic, partition, record_offset
        """,
        [record.topic for record in records],
        [record.partition for record in records],
        [record.offset for record in records],
        [datetime.fromtimestamp(record.timestamp_ms / 1000, UTC) for record in records],
        [record.key for record in records],
        [record.value for record in records],
        [domain.headers_json(record) for record in records],
        [domain.fingerprint(record) for record in records],
    )
    new = {(row["topic"], row["partition"], row["record_offset"]) for row in added}
    fresh = [record for record in records if (record.topic, record.partition, record.offset) in new]
    await _count(connection, domain.volume(fresh))


async def _volumes(connection: Connection, records: Sequence[Record]) -> dict[domain.TopicDay, int]:
    """How many bytes are kept of these topics on these days; nobody else adds to them until the transaction ends."""
    wanted = sorted(domain.volume(records))
    await _count(connection, dict.fromkeys(wanted, 0))
    rows = await connection.fetch(
        "select topic, day, bytes from unnest($1::text[], $2::date[]) as wanted (topic, day) join volume"
        " using (topic, day) order by topic, day for update of volume",
        [topic for topic, _ in wanted],
        [day for _, day in wanted],
    )
    return {(row["topic"], row["day"]): row["bytes"] for row in rows}


async def _count(connection: Connection, more: dict[domain.TopicDay, int]) -> None:
    await connection.execute(
        """
        insert into volume as kept (topic, day, bytes) select * from unnest($1::text[], $2::date[], $3::bigint[])
        on conflict (topic, day) do update set bytes = kept.bytes + excluded.bytes
        """,
        [topic for topic, _ in more],
        [day for _, day in more],
        [*more.values()],
    )


async def read(
    connection: Connection, topic: str, partition: int, from_offset: int, limit: int
) -> list[asyncpg.Record]:
    """Records of one partition in the order of the topic."""
    return await connection.fetch(
        "select topic, partition, record_offset, logged_at, key, value, sha256 from record"
        " where topic = $1 and partition = $2 and record_offset >= $3 order by record_offset limit $4",
        topic,
        partition,
        from_offset,
        limit,
    )


async def count(connection: Connection, topic: str, partition: int) -> int:
    """Of one partition."""
    return await connection.fetchval(
        "select count(*) from record where topic = $1 and partition = $2", topic, partition
    )


async def counts(connection: Connection) -> list[asyncpg.Record]:
    """How many records of each partition are kept, and the offset of the last."""
    return await connection.fetch(
        "select topic, partition, count(*) as count, max(record_offset) as last from record group by 1, 2 order by 1, 2"
    )
