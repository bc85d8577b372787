"""What signals have in common, as keyed hashes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from schemas.codes.flow import ObjectKind
from schemas.events.signal import SignalContent
from services.enrichment.domain import Match, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A signal whose hashes are not there yet, or not under every key."""

    signal_id: UUID
    content: SignalContent
    address_id: str | None


@dataclass(frozen=True, slots=True)
class ObjectHash:
    """One row of the table of links: no value, only its hash under one key."""

    signal_id: UUID
    kind: str
    key_id: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class Sharing:
    """A signal, and what of it is now known to be shared."""

    signal_id: UUID
    state: State
    municipality: str
    traceparent: str | None
    matches: tuple[Match, ...]


async def forget_other_keys(connection: Connection, keyring: str) -> None:
    """Everything hashed under other keys than these is to be hashed again."""
    await connection.execute(
        "update signal set linked_with = null where linked_with <> $1 and content is not null", keyring
    )


async def lease_unlinked(connection: Connection, count: int) -> list[Unlinked]:
    """Locked until the end of the transaction; one worker links at a time, or two would not see each other's."""
    await connection.execute("select pg_advisory_xact_lock(hashtext(current_schema() || ' links'))")
    rows = await connection.fetch(
        "select signal_id, content, address_id from signal where linked_with is null and content is not null"
        " order by received_at limit $1 for update skip locked",
        count,
    )
    return [
        Unlinked(row["signal_id"], SignalContent.model_validate_json(row["content"]), row["address_id"]) for row in rows
    ]


async def save_links(
    connection: Connection, keyring: str, signal_ids: Sequence[UUID], hashes: Sequence[ObjectHash]
) -> list[ObjectHash]:
    """These hashes take the place of all these signals had; those of objects of which they had none."""
    rows = await connection.fetch(
        "delete from object_hash where signal_id = any($1) returning signal_id, kind", [*signal_ids]
    )
    known = {(row["signal_id"], row["kind"]) for row in rows}
    await connection.execute(
        "insert into object_hash (signal_id, kind, key_id, hash) select * from"
        " unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[])",
        [one.signal_id for one in hashes],
        [one.kind for one in hashes],
        [one.key_id for one in hashes],
        [one.hash for one in hashes],
    )
    await connection.execute("update signal set linked_with = $2 where signal_id = any($1)", [*signal_ids], keyring)
    return [one for one in hashes if (one.signal_id, one.kind) not in known]


async def closed_with(connection: Connection, new: Sequence[ObjectHash]) -> list[Sharing]:
    """Closed signals that a new hash is of, or is shared with; locked until the end of the transaction."""
    rows = await connection.fetch(
        """
        with new as (select * from unnest($1::uuid[], $2::bytea[]) as new (signal_id, hash))
        select s.signal_id, s.state, s.content->>'municipality' as municipality, s.traceparent, mine.kind, (
            select max(other.signal_id::text)::uuid from object_hash other
            where other.hash = mine.hash and other.signal_id <> mine.signal_id
                and (other.signal_id in (select signal_id from new where hash = mine.hash)
                    or mine.signal_id in (select signal_id from new where hash = mine.hash))
        ) as other
        from object_hash mine join signal s using (signal_id)
        where mine.hash in (select hash from new) and s.state = $3 and s.content is not null
        order by s.signal_id for update of s
        """,
        [one.signal_id for one in new],
        [one.hash for one in new],
        State.NOT_STRENGTHENED,
    )
    shared = [row for row in rows if row["other"]]
    return [
        Sharing(
            signal_id,
            State(of[0]["state"]),
            of[0]["municipality"],
            of[0]["traceparent"],
            tuple({Match(ObjectKind(row["kind"]), row["other"]) for row in of}),
        )
        for signal_id, of in ((key, [*group]) for key, group in groupby(shared, key=itemgetter("signal_id")))
    ]
