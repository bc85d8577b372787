"""The log's tables: entries, tiles, checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.audit.domain import headers_of
from services.audit.entry import StoredRecord, entries
from services.runtime.messaging.record import Record
from services.tlog.merkle import cover, fold, leaf_hash
from services.tlog.tiles import grow, hash_of, needed, rightmost, tree_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import asyncpg

    from services.runtime.base.database import Connection
    from services.tlog.merkle import Node
    from services.tlog.tiles import Place

_APPEND_BYTES = 16 * 1024 * 1024
_RECORD = "r.topic, r.partition, r.record_offset, r.logged_at, r.key, r.headers, r.value"


class LogBrokenError(RuntimeError):
    """What is stored is not what was logged; says where. Nothing is signed any more."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it was signed; ``witnessed`` is the note with enough cosignatures, once there are."""

    size: int
    root: bytes
    note: str
    witnessed: str | None


async def append(connection: Connection, limit: int) -> int:
    """Give up to ``limit`` arrived records their place, in the transaction under way; returns how many.

    Fewer where they are large: all are in memory at once.

    The head's row lock makes it one sequencer at a time, however many workers there are. Raises LogBrokenError.
    """
    size: int = await connection.fetchval("select size from log_head for update")
    rows = await connection.fetch(
        f"""
        with following as (
            select a.position, sum(coalesce(octet_length(r.key), 0) + coalesce(octet_length(r.headers), 0)
                + coalesce(octet_length(r.value), 0)) over (order by a.position) as bytes
            from (select * from arrival order by position limit $1) a
                left join record r using (topic, partition, record_offset)
        ), taken as (
            delete from arrival where position in (select position from following where bytes <= {_APPEND_BYTES})
                or position = (select min(position) from arrival) returning *
        )
        select taken.topic as arrived_on, taken.record_offset as arrived_at, {_RECORD}
        from taken left join record r using (topic, partition, record_offset) order by taken.position
        """,  # noqa: S608 - column names of our own
        limit,
    )
    records: list[StoredRecord] = []
    for row in rows:
        if row["logged_at"] is None:
            raise LogBrokenError(f"{row['arrived_on']} {row['arrived_at']} arrived, but its record is gone")
        records.append(StoredRecord.of(row))
    if not records:
        return 0
    made = [(record, part, entry) for record in records for part, entry in enumerate(entries(record))]
    kept = await tiles(connection, rightmost(size))
    await _save_tiles(connection, grow(size, kept, [leaf_hash(entry) for _, _, entry in made]))
    await connection.copy_records_to_table(
        "log_entry",
        records=[
            (size + place, record.topic, record.partition, record.offset, part)
            for place, (record, part, _) in enumerate(made)
        ],
        columns=["log_index", "topic", "partition", "record_offset", "part"],
    )
    await connection.execute("update log_head set size = $1", size + len(made))
    return len(records)


async def _save_tiles(connection: Connection, changed: dict[Place, bytes]) -> None:
    await connection.execute(
        """
        insert into tile (level, tile_index, hashes) select * from unnest($1::integer[], $2::bigint[], $3::bytea[])
        on conflict (level, tile_index) do update set hashes = excluded.hashes
        """,
        [level for level, _ in changed],
        [index for _, index in changed],
        [*changed.values()],
    )


async def tiles(connection: Connection, places: Iterable[Place]) -> dict[Place, bytes]:
    """Those of these tiles that exist."""
    wanted = [*places]
    rows = await connection.fetch(
        "select level, tile_index, hashes from unnest($1::integer[], $2::bigint[]) as wanted (level, tile_index)"
        " join tile using (level, tile_index)",
        [level for level, _ in wanted],
        [index for _, index in wanted],
    )
    return {(row["level"], row["tile_index"]): row["hashes"] for row in rows}


async def is_due(connection: Connection) -> bool:
    """Whether something arrived, or the head that counts is of another size than the log."""
    return await connection.fetchval(
        """
        select exists (select from arrival) or size <> coalesce(
            (select size from checkpoint where witnessed is not null order by size desc limit 1), 0
        ) from log_head
        """
    )


async def size(connection: Connection) -> int:
    """How many entries the log has, signed or not."""
    return await connection.fetchval("select size from log_head")


async def root(connection: Connection, at: int) -> bytes:
    """Root of the tree of this size, by its tiles. Raises LogBrokenError."""
    try:
        return tree_root(at, await tiles(connection, needed(cover(0, at))))
    except KeyError as error:
        raise LogBrokenError(f"tile {error.args[0]} is not there") from None


async def prove(connection: Connection, covers: Sequence[Sequence[Node]]) -> list[bytes]:
    """The hashes of a proof, from its tiles alone. Raises LogBrokenError."""
    kept = await tiles(connection, needed(node for nodes in covers for node in nodes))
    try:
        return [fold([hash_of(node, kept) for node in nodes]) for nodes in covers]
    except KeyError as error:
        raise LogBrokenError(f"tile {error.args[0]} is not there") from None


async def read(connection: Connection, start: int, end: int) -> list[bytes]:
    """Entries ``[start, end)``, made of their records as they are stored now. Raises LogBrokenError."""
    rows = await connection.fetch(
        "select log_index, topic, partition, record_offset, part from log_entry"
        " where log_index >= $1 and log_index < $2 order by log_index",
        start,
        end,
    )
    kept = await connection.fetch(
        f"""
        select {_RECORD} from record r where (topic, partition, record_offset) in (
            select topic, partition, record_offset from log_entry where log_index >= $1 and log_index < $2)
        """,  # noqa: S608 - column names of our own
        start,
        end,
    )
    # Each record is fetched and cut once, however many entries it has.
    made = {_place(row): entries(StoredRecord.of(row)) for row in kept}
    found: list[bytes] = []
    for index, row in enumerate(rows, start):
        if row["log_index"] != index or _place(row) not in made:
            raise LogBrokenError(f"entry {index} is gone")
        parts = made[_place(row)]
        part: int = row["part"]
        if part >= len(parts):
            raise LogBrokenError(f"entry {index} is not what it was")
        found.append(parts[part])
    if len(found) != end - start:
        raise LogBrokenError(f"entry {start + len(found)} is gone")
    return found


def _place(row: asyncpg.Record) -> tuple[str, int, int]:
    return row["topic"], row["partition"], row["record_offset"]


async def save_checkpoint(connection: Connection, size: int, root: bytes, note: str) -> None:
    """A head as it was signed, before anybody gets to see it, unless another worker was first."""
    await connection.execute(
        "insert into checkpoint (size, root, note) values ($1, $2, $3) on conflict do nothing", size, root, note
    )


async def archived(connection: Connection) -> None:
    """Returns once all that was committed until now is in the archive as well, where the server has one."""
    async with connection.transaction():
        await connection.execute("set local synchronous_commit = on")
        # Only a transaction that wrote something waits.
        await connection.execute("update log_head set size = size")


async def save_witnessed(connection: Connection, size: int, witnessed: str) -> None:
    """The same head with enough cosignatures; the moment is that of the first time."""
    await connection.execute(
        "update checkpoint set witnessed = $2, witnessed_at = coalesce(witnessed_at, now()) where size = $1",
        size,
        witnessed,
    )


async def witnessed_at(connection: Connection, size: int) -> datetime | None:
    """When enough witnesses had cosigned the head of this size."""
    return await connection.fetchval("select witnessed_at from checkpoint where size = $1", size)


async def last_checkpoint(connection: Connection, *, witnessed: bool = False) -> Signed | None:
    """The largest head that was signed, or that enough witnesses cosigned; None before the first."""
    row = await connection.fetchrow(
        "select size, root, note, witnessed from checkpoint where not $1 or witnessed is not null"
        " order by size desc limit 1",
        witnessed,
    )
    return Signed(**row) if row else None


async def records(connection: Connection, topics: Sequence[str] | None = None) -> list[Record]:
    """Whole records that have a place in the log, in its order; of these topics, or of all."""
    rows = await connection.fetch(
        "select r.* from log_entry e join record r using (topic, partition, record_offset)"
        " where e.part = 0 and ($1::text[] is null or r.topic = any($1)) order by e.log_index",
        topics,
    )
    return [record(row) for row in rows]


def record(row: asyncpg.Record) -> Record:
    """A row of the table as it came off its topic."""
    kept = StoredRecord.of(row)
    headers, cut = headers_of(row["headers"])
    return Record(kept.topic, kept.partition, kept.offset, kept.timestamp_ms, kept.key, kept.value, headers, cut)
