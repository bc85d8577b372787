"""Audit's table: records, added and read, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.audit import domain
from services.audit.whose import keys_within, tenants

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope
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
    fresh.sort(key=lambda record: (record.topic, record.partition, record.offset))  # as they get their place in the log
    await connection.execute(
        "select note_case(topic, value) from unnest($1::text[], $2::bytea[]) as new (topic, value)",
        [record.topic for record in fresh],
        [record.value for record in fresh],
    )
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


@dataclass(frozen=True, slots=True)
class Partition:
    """The records of one, as far as they are in the scope."""

    topic: str
    number: int
    scope: Scope

    @property
    def which(self) -> tuple[str, list[object]]:
        """SQL, and what it is given."""
        given: list[object] = [self.topic, self.number]
        within = tenants(self.scope)
        if within is None:
            return "record where topic = $1 and partition = $2", given
        found = f"({keys_within('$3')}) own (key) join record using (key) where topic = $1 and partition = $2"
        return found, [*given, within]


async def read(connection: Connection, partition: Partition, from_offset: int, limit: int) -> list[asyncpg.Record]:
    """In the order of the topic."""
    which, given = partition.which
    return await connection.fetch(
        f"select topic, partition, record_offset, logged_at, key, value, sha256 from {which}"  # noqa: S608 - of our own
        f" and record_offset >= ${len(given) + 1} order by record_offset limit ${len(given) + 2}",
        *given,
        from_offset,
        limit,
    )


async def count(connection: Connection, partition: Partition) -> int:
    which, given = partition.which
    return await connection.fetchval(f"select count(*) from {which}", *given)  # noqa: S608 - of our own


async def counts(connection: Connection) -> list[asyncpg.Record]:
    """How many records of each partition are kept, and the offset of the last."""
    return await connection.fetch(
        "select topic, partition, count(*) as count, max(record_offset) as last from record group by 1, 2 order by 1, 2"
    )
