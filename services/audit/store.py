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
    """Keep records; one that is delivered again is already there."""
    await connection.execute(
        """
        with added as (
            insert into record (topic, partition, record_offset, logged_at, key, value, headers, sha256)
            select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::timestamptz[], $5::bytea[], $6::bytea[],
                $7::text[], $8::bytea[])
            on conflict (topic, partition, record_offset) do nothing returning topic, partition, record_offset
        )
        insert into arrival (topic, partition, record_offset) select * from added order by 1, 2, 3
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
