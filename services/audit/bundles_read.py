"""That an auditor reads bundles of the log: each once a day, with what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.audit.about import about
from services.casework.clock import watch_for_ever
from services.tlog.tiles import WIDTH

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.outbox import Outgoing

_OWN = "trail.audit"


@dataclass(frozen=True, slots=True)
class Shown:
    """Entries ``[start, end)`` of the log, and the signals and references that they are about."""

    start: int
    end: int
    objects: list[UUID]


async def forget_for_ever(_: Config, pool: Pool) -> None:
    """Beside the stream, by our own clock."""
    await watch_for_ever(pool, forget_earlier)


async def forget_earlier(connection: Connection, _: datetime, today: date) -> list[Outgoing]:
    """Who read what on earlier days is on the trail, and not here."""
    await connection.execute("delete from bundle_read where day < $1", today)
    return []


async def first_today(connection: Connection, actor: str, day: date, bundle: int, width: int) -> Shown | None:
    """What of these first ``width`` entries this actor did not read before on this day, and is on record from now on.

    None where that is nothing, or no more than what audit wrote of such reading itself: a log of its own reading would
    never end.
    """
    earlier: int = (
        await connection.fetchval(
            "select upto from bundle_read where actor = $1 and day = $2 and bundle = $3 for update", actor, day, bundle
        )
        or 0
    )
    if width <= earlier:
        return None
    await connection.execute(
        "insert into bundle_read (actor, day, bundle, upto) values ($1, $2, $3, $4)"
        " on conflict (actor, day, bundle) do update set upto = greatest(bundle_read.upto, excluded.upto)",
        actor,
        day,
        bundle,
        width,
    )
    start, end = bundle * WIDTH + earlier, bundle * WIDTH + width
    rows = await connection.fetch(
        "select r.topic, r.key, case when r.topic like 'reply.%' then r.value end as value"
        " from log_entry e join record r using (topic, partition, record_offset)"
        " where e.log_index >= $1 and e.log_index < $2 order by e.log_index",
        start,
        end,
    )
    if all(row["topic"] == _OWN for row in rows):
        return None
    return Shown(start, end, about((row["key"], row["value"]) for row in rows))
