"""An outbox and the topics it feeds, of one mind again after one of them was brought back.

Sent is what stands on its topic; what does not goes out again, under its own id and number. No number is given twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from deploy.database import role_of
from schemas.registry import SERVICES, oin_of
from services.audit.why import read_event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from deploy.backup.topics import Sent
    from deploy.database import Connection

_AUDIT_IS_BEHIND = timedelta(hours=1)
"""At most: it reads as fast as anybody."""


@dataclass(frozen=True, slots=True)
class Settled:
    """``again`` events go out again; ``unknown`` are on their topics and in no outbox: made after what came back.

    ``gone`` are on no topic either, and their content is no longer kept: nobody can send them.
    """

    again: int
    unknown: list[Sent]
    gone: int


async def settle(connection: Connection, service: str, found: Sequence[Sent], *, emptied: bool) -> Settled:
    """``found`` is what stands on the topics of this service since what came back; ``emptied``: they were filled from
    audit's table, so that what is not in there is not on them.
    """
    schema = role_of(service)
    async with connection.transaction():
        again, gone = await _unsend(connection, schema) if emptied else (0, 0)
        rows = await connection.fetch(
            f"""
            with found as (
                select * from unnest($1::text[], $2::uuid[], $3::bigint[]) as f (topic, event_id, sequence)
            ), marked as (
                update {schema}.outbox o set sent_at = now(), sequence = f.sequence from found f
                where o.topic = f.topic and o.event_id = f.event_id and o.sent_at is null
            )
            select f.topic, f.event_id, f.sequence from found f where not exists (
                select from {schema}.outbox o where o.topic = f.topic and o.event_id = f.event_id)
            """,  # noqa: S608 - schemas of our own
            [sent.topic for sent in found],
            [sent.event_id for sent in found],
            [sent.sequence for sent in found],
        )
        highest: dict[str, int] = {}
        for sent in found:
            highest[sent.topic] = max(highest.get(sent.topic, 0), sent.sequence)
        await connection.executemany(
            f"insert into {schema}.outbox_sequence (topic, last) values ($1, $2)"  # noqa: S608
            " on conflict (topic) do update set last = greatest(outbox_sequence.last, excluded.last)",
            [*highest.items()],
        )
    identities = {(row["topic"], str(row["event_id"])) for row in rows}
    return Settled(again, [sent for sent in found if (sent.topic, sent.event_id) in identities], gone)


async def handled_and_not_logged(connection: Connection, until: datetime) -> list[tuple[str, str]]:
    """Events of partners, by source and id, that a service handled shortly before and that audit had not read yet.

    What services write is sent again from their outboxes; these only a partner can send again, under the same id.
    """
    since = until - _AUDIT_IS_BEHIND
    rows = await connection.fetch("select value from audit.record where topic like 'reply.%' and logged_at > $1", since)
    logged = {identity for row in rows if (identity := _identity(row["value"]))}
    ours = [oin_of(f"service:{service}") for service in SERVICES]
    handled: set[tuple[str, str]] = set()
    for service in SERVICES:
        found = await connection.fetch(
            f"select source, event_id::text from {role_of(service)}.inbox where handled_at > $1"  # noqa: S608
            " and split_part(source, ':', 4) <> all($2::text[])",
            since,
            ours,
        )
        handled |= {(row["source"], row["event_id"]) for row in found}
    return sorted(handled - logged)


def _identity(value: bytes | None) -> tuple[str, str] | None:
    event = read_event(value)
    return (str(event.get("source")), str(event.get("id"))) if event else None


async def _unsend(connection: Connection, schema: str) -> tuple[int, int]:
    """How many that were sent are waiting again, and how many can't: of those only a digest is left."""
    missing = f"""
        from {schema}.outbox where sent_at is not null and not exists (select from audit.record r
            where r.topic = outbox.topic and r.key = outbox.key and r.sha256 = coalesce(digest, sha256(outbox.value)))
    """
    gone: int = await connection.fetchval(f"select count(*) {missing} and digest is not null")
    done = await connection.execute(
        f"update {schema}.outbox set sent_at = null where digest is null and position in (select position {missing})"  # noqa: S608
    )
    return int(done.rpartition(" ")[2]), gone
