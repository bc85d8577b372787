"""What signals have in common, as keyed hashes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from schemas.codes.flow import ObjectKind
from schemas.events.signal import SignalContent
from services.enrichment.domain import Match, State
from services.enrichment.objects.domain import KnownBy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
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
    known_by: str


@dataclass(frozen=True, slots=True)
class Link:
    """How many other signals share an object of this kind."""

    kind: ObjectKind
    known_by: KnownBy
    others: int


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
        "insert into object_hash (signal_id, kind, key_id, hash, known_by) select * from"
        " unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[])",
        [one.signal_id for one in hashes],
        [one.kind for one in hashes],
        [one.key_id for one in hashes],
        [one.hash for one in hashes],
        [one.known_by for one in hashes],
    )
    await connection.execute("update signal set linked_with = $2 where signal_id = any($1)", [*signal_ids], keyring)
    return [one for one in hashes if (one.signal_id, one.kind) not in known]


async def save_digests(connection: Connection, digests: Mapping[UUID, tuple[datetime, bytes]]) -> None:
    """What was told in each report, and when; the same for the same report."""
    await connection.execute(
        "insert into report_digest (signal_id, received_at, digest)"
        " select * from unnest($1::uuid[], $2::timestamptz[], $3::bytea[]) on conflict (signal_id) do nothing",
        [*digests],
        [received_at for received_at, _ in digests.values()],
        [digest for _, digest in digests.values()],
    )


async def doubles(connection: Connection, signal_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of those that are a double: of which earlier signal."""
    rows = await connection.fetch("select signal_id, double_of from double where signal_id = any($1)", [*signal_ids])
    return {row["signal_id"]: row["double_of"] for row in rows}


async def links(connection: Connection, signal_id: UUID) -> list[Link]:
    """With how many other signals it shares what, and by what that is known."""
    rows = await connection.fetch(
        "select kind, known_by, count(distinct other_id) as others from shared"
        " where signal_id = $1 and known_by is not null group by kind, known_by order by kind, known_by",
        signal_id,
    )
    return [Link(ObjectKind(row["kind"]), KnownBy(row["known_by"]), row["others"]) for row in rows]


async def forget(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """What these signals were recognised by goes with their content."""
    for statement in (
        "delete from object_hash where signal_id = any($1)",
        "delete from report_digest where signal_id = any($1)",
    ):
        await connection.execute(statement, [*signal_ids])


async def closed_with(connection: Connection, new: Sequence[ObjectHash]) -> list[Sharing]:
    """Closed signals that a new hash is of, or is shared with, no doubles; locked until the end of the transaction."""
    rows = await connection.fetch(
        """
        with new as (select * from unnest($1::uuid[], $2::bytea[]) as new (signal_id, hash))
        select s.signal_id, s.state, s.content->>'municipality' as municipality, s.traceparent, mine.kind, (
            select max(shared.other_id::text)::uuid from shared
            where shared.hash = mine.hash and shared.signal_id = mine.signal_id
                and (shared.other_id in (select signal_id from new where hash = mine.hash)
                    or mine.signal_id in (select signal_id from new where hash = mine.hash))
        ) as other
        from object_hash mine join signal s using (signal_id)
        where mine.hash in (select hash from new) and s.state = $3 and s.content is not null
            and not exists (select from double where double.signal_id = s.signal_id)
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
