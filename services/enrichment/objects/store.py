"""What signals have in common, as keyed hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import TypeAdapter

from schemas.codes.flow import ObjectKind
from schemas.events.signal import SignalContent
from services.enrichment.domain import COUNTED_TO, Match, State
from services.enrichment.objects.domain import KnownBy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import asyncpg

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
    """How many other signals share an object of this kind, and how many of them are in other municipalities."""

    kind: ObjectKind
    known_by: KnownBy
    others: int
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Shared:
    """What a signal has in common with others: by what it is known, by kind, and with how many elsewhere."""

    links: tuple[Link, ...]
    others: Mapping[ObjectKind, int]
    elsewhere: int


@dataclass(frozen=True, slots=True)
class More:
    """A signal that turned out to share with more signals of other municipalities than was known."""

    signal_id: UUID
    municipality: str
    traceparent: str | None
    objects: tuple[ObjectKind, ...]
    elsewhere: int


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


async def alone(connection: Connection) -> None:
    """Nobody else links, or forgets what it linked, until the end of the transaction."""
    await connection.execute("select pg_advisory_xact_lock(hashtext(current_schema() || ' links'))")


async def is_due(connection: Connection) -> bool:
    """Whether there is something to link."""
    return await connection.fetchval(
        "select exists (select from signal where linked_with is null and content is not null)"
    )


async def lease_unlinked(connection: Connection, count: int) -> list[Unlinked]:
    """Locked until the end of the transaction; one worker links at a time, or two would not see each other's."""
    await alone(connection)
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
) -> tuple[list[ObjectHash], list[UUID]]:
    """These hashes take the place of all these signals had; those of objects of which they had none, and whose sharing
    is to be reckoned again.
    """
    before = await neighbours(connection, signal_ids)
    rows = await connection.fetch(
        "delete from object_hash where signal_id = any($1) returning signal_id, kind", [*signal_ids]
    )
    known = {(row["signal_id"], row["kind"]) for row in rows}
    numbered = {one.signal_id for one in hashes if one.known_by == KnownBy.KVK_NUMBER}
    await connection.execute(
        """
        insert into object_hash (signal_id, kind, key_id, hash, known_by, numbered, closed, intervened)
        select new.*,
            exists (select from signal s where s.signal_id = new.signal_id and s.state = $7),
            exists (select from intervention i where i.signal_id = new.signal_id)
        from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::boolean[])
            as new (signal_id, kind, key_id, hash, known_by, numbered)
        """,
        [one.signal_id for one in hashes],
        [one.kind for one in hashes],
        [one.key_id for one in hashes],
        [one.hash for one in hashes],
        [one.known_by for one in hashes],
        [one.known_by == KnownBy.NAME and one.signal_id in numbered for one in hashes],
        State.NOT_STRENGTHENED,
    )
    await connection.execute("update signal set linked_with = $2 where signal_id = any($1)", [*signal_ids], keyring)
    same = [row["signal_id"] for row in await connection.fetch(_SAME_REPORTS, [*signal_ids])]
    await _count_again(connection, same)
    after = await neighbours(connection, [*signal_ids, *same])
    return [one for one in hashes if (one.signal_id, one.kind) not in known], [*{*before, *after}]


_SAME_REPORTS = """
    select distinct later.signal_id from report_digest own join report_digest later on later.digest = own.digest
        and later.received_at between own.received_at and own.received_at + interval '7 days'
    where own.signal_id = any($1)
"""
"""These reports and what may be a double of them: the same, and no earlier."""


async def _count_again(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """Whether these signals are doubles, which count nowhere."""
    await connection.execute(
        """
        update object_hash o set counted = now.counted from (
            select one.signal_id, not exists (select from double where double.signal_id = one.signal_id) as counted
            from unnest($1::uuid[]) as one (signal_id)
        ) now where o.signal_id = now.signal_id and o.counted <> now.counted
        """,
        [*signal_ids],
    )


async def set_closed(connection: Connection, signal_id: UUID, *, closed: bool) -> None:
    """Whether it comes back for what another turns out to share with it."""
    await connection.execute(
        "update object_hash set closed = $2 where signal_id = $1 and closed <> $2", signal_id, closed
    )


async def set_intervened(connection: Connection, signal_id: UUID) -> None:
    """Whoever shares an object with this signal looks for what was done there."""
    await connection.execute(
        "update object_hash set intervened = true where signal_id = $1 and not intervened", signal_id
    )


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


OTHERS = f"""
    select mine.signal_id, mine.kind, mine.known_by, other.signal_id as other_id
    from object_hash mine cross join lateral (
        select signal_id from object_hash
        where hash = mine.hash and counted and signal_id <> mine.signal_id
            and numbered = any (case when mine.numbered then array[false] else array[false, true] end)
            and signal_id is distinct from (select double_of from double where double.signal_id = mine.signal_id)
        order by numbered, signal_id limit {COUNTED_TO}
    ) other
"""  # noqa: S608 - a number of our own
"""With whom a signal shares what, no doubles; of each object as many as are counted, in the order of the index, so that
it is used. Two firms of one name with a number each are two firms.
"""

_NAMED_AND_NUMBERED = f"""
    select mine.signal_id, mine.kind, mine.known_by, other.signal_id as other_id
    from object_hash mine join object_hash own on own.signal_id = mine.signal_id and own.known_by = 'kvk-nummer'
        cross join lateral (
            select signal_id from object_hash
            where hash = own.hash and counted and signal_id <> mine.signal_id
                and signal_id is distinct from (select double_of from double where double.signal_id = mine.signal_id)
            order by numbered, signal_id limit {COUNTED_TO}
        ) other
    where mine.numbered
        and exists (select from object_hash n where n.hash = mine.hash and n.signal_id = other.signal_id)
"""  # noqa: S608 - a number of our own
"""Those that have the name as well as the number."""


_SHARED = TypeAdapter(Shared)


async def links(connection: Connection, signal_id: UUID) -> list[Link]:
    """With how many other signals it shares what, and by what that is known."""
    kept = await connection.fetchval("select shared from signal where signal_id = $1", signal_id)
    return [*shared_of(kept).links]


def shared_of(kept: str) -> Shared:
    """As it was reckoned last."""
    return _SHARED.validate_json(kept)


async def neighbours(connection: Connection, signal_ids: Sequence[UUID]) -> list[UUID]:
    """Who shares something with these, and these: of each object no more than are counted, for those who share one with
    more know all that they will.
    """
    rows = await connection.fetch(
        f"""
        select unnest($1::uuid[]) as signal_id
        union
        select other.signal_id from object_hash mine cross join lateral (
            (select signal_id from object_hash where hash = mine.hash and counted
                order by numbered, signal_id limit {COUNTED_TO + 1})
            union all
            (select signal_id from object_hash where hash = mine.hash and not counted limit {COUNTED_TO + 1})
        ) other where mine.signal_id = any($1)
        """,  # noqa: S608 - a number of our own
        [*signal_ids],
    )
    return [row["signal_id"] for row in rows]


async def reckon(connection: Connection, signal_ids: Sequence[UUID]) -> list[More]:
    """What these share now; of which that is more, elsewhere, than it was."""
    rows = await connection.fetch(
        f"""
        with found as (
            select found.*, (select municipality from signal where signal_id = found.other_id)
                is distinct from (select municipality from signal where signal_id = found.signal_id) as elsewhere
            from ({OTHERS} union all {_NAMED_AND_NUMBERED}) found
            where found.signal_id = any($1) and found.known_by is not null
        )
        select signal_id, kind, known_by, least(count(distinct other_id), {COUNTED_TO}) as others,
            least(count(distinct other_id) filter (where elsewhere), {COUNTED_TO}) as elsewhere
        from found group by grouping sets ((signal_id, kind, known_by), (signal_id, kind), (signal_id))
        order by kind, known_by
        """,  # noqa: S608 - constants of our own
        [*signal_ids],
    )
    found: dict[UUID, list[asyncpg.Record]] = {signal_id: [] for signal_id in signal_ids}
    for row in rows:
        found[row["signal_id"]].append(row)
    shared = {signal_id: _shared(of) for signal_id, of in found.items()}
    return await _save(connection, {one: shared[one] for one in sorted(shared)})


def _shared(rows: Sequence[asyncpg.Record]) -> Shared:
    return Shared(
        tuple(
            Link(ObjectKind(row["kind"]), KnownBy(row["known_by"]), row["others"], row["elsewhere"])
            for row in rows
            if row["known_by"]
        ),
        {ObjectKind(row["kind"]): row["others"] for row in rows if row["kind"] and not row["known_by"]},
        next((row["elsewhere"] for row in rows if not row["kind"]), 0),
    )


async def _save(connection: Connection, shared: Mapping[UUID, Shared]) -> list[More]:
    rows = await connection.fetch(
        """
        update signal set shared = new.shared from (
            select s.signal_id, new.shared, s.shared as before from signal s join
                unnest($1::uuid[], $2::jsonb[]) as new (signal_id, shared) using (signal_id)
            where s.shared <> new.shared order by s.signal_id for update of s
        ) new where signal.signal_id = new.signal_id
        returning signal.signal_id, municipality, traceparent, content is not null as here,
            (before->>'elsewhere')::integer as before
        """,
        [*shared],
        [_SHARED.dump_json(one).decode() for one in shared.values()],
    )
    return [
        More(
            row["signal_id"],
            row["municipality"],
            row["traceparent"],
            tuple(dict.fromkeys(one.kind for one in now.links if one.elsewhere)),
            now.elsewhere,
        )
        for row in rows
        if row["here"] and (now := shared[row["signal_id"]]).elsewhere > row["before"]
    ]


async def forget(connection: Connection, signal_ids: Sequence[UUID]) -> list[UUID]:
    """What these signals were recognised by goes with their content; who was their double is so no more. Whose sharing
    is to be reckoned again.
    """
    await alone(connection)
    touched = await neighbours(connection, signal_ids)
    same = await connection.fetch(_SAME_REPORTS, [*signal_ids])
    for statement in (
        "delete from object_hash where signal_id = any($1)",
        "delete from report_digest where signal_id = any($1)",
    ):
        await connection.execute(statement, [*signal_ids])
    doubles = [row["signal_id"] for row in same]
    await _count_again(connection, doubles)
    return [*{*touched, *await neighbours(connection, doubles)}]


async def closed_with(connection: Connection, new: Sequence[ObjectHash]) -> list[Sharing]:
    """Closed signals that a new hash is of, or is shared with, no doubles; locked until the end of the transaction."""
    rows = await connection.fetch(
        """
        with new as (
            select o.* from unnest($1::uuid[], $2::bytea[]) as given (signal_id, hash)
            join object_hash o using (signal_id, hash)
        ), again as (
            select mine.signal_id, mine.kind, (
                select signal_id from new
                where hash = mine.hash and counted and signal_id <> mine.signal_id and not (numbered and mine.numbered)
                order by signal_id desc limit 1
            ) as other
            from object_hash mine where mine.hash in (select hash from new) and mine.closed and mine.counted
            union all
            select new.signal_id, new.kind, greatest(
                (select signal_id from object_hash where hash = new.hash and counted and not numbered
                    and signal_id <> new.signal_id order by signal_id desc limit 1),
                (select signal_id from object_hash where hash = new.hash and counted and numbered and not new.numbered
                    and signal_id <> new.signal_id order by signal_id desc limit 1)
            ) from new where closed and counted
        )
        select s.signal_id, s.state, s.content->>'municipality' as municipality, s.traceparent, again.kind, again.other
        from again join signal s using (signal_id)
        where again.other is not null and s.state = $3 and s.content is not null order by s.signal_id for update of s
        """,
        [one.signal_id for one in new],
        [one.hash for one in new],
        State.NOT_STRENGTHENED,
    )
    return [
        Sharing(
            signal_id,
            State(of[0]["state"]),
            of[0]["municipality"],
            of[0]["traceparent"],
            tuple({Match(ObjectKind(row["kind"]), row["other"]) for row in of}),
        )
        for signal_id, of in ((key, [*group]) for key, group in groupby(rows, key=itemgetter("signal_id")))
    ]
