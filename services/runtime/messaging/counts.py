"""A writer's signed statement of how far it came, for whoever checks that nothing was left out.

It counts the outbox itself, not what the relay says: an event the relay does not send is named in it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from schemas.events.audit import EventsCounted
from services.runtime.base import periodic, telemetry
from services.runtime.messaging import outbox, trail
from services.tlog.note import Note, Signer

if TYPE_CHECKING:
    from services.runtime.base.database import Connection, Pool

PERIOD = timedelta(seconds=60)
LATE = timedelta(seconds=120)
"""An event that waits this long is named as held back."""

_MOST_NAMED = 20


async def state_for_ever(service: str, signer: Signer, pool: Pool) -> None:
    """Once a period, by one worker of the service."""

    async def say() -> bool:
        async with pool.acquire() as connection, connection.transaction():
            await state(connection, service, signer, datetime.now(UTC))
        return False

    await periodic.for_ever(say, PERIOD.total_seconds() / 4, "no statement of counts")


async def state(connection: Connection, service: str, signer: Signer, now: datetime) -> bool:
    """Put a statement in the outbox when the last one is a period old; false when there is nothing to add.

    Where nothing happens any more two statements are enough: what the one before the last signs for must be there.
    """
    await connection.execute("select pg_advisory_xact_lock(hashtext('counts'), hashtext(current_schema()))")
    earlier = await connection.fetch(
        "select stated_at, events, statements from count_statement order by stated_at desc limit 2"
    )
    counts = await connection.fetch("select topic, last from outbox_sequence order by topic")
    stated = earlier[0]["statements"] if earlier else 0
    late = await connection.fetch(
        "select event_id from outbox where sent_at is null and sequence is null and created_at < $1"
        " order by position limit $2",
        now - LATE,
        _MOST_NAMED,
    )
    events = sum(row["last"] for row in counts) - stated
    quiet = not late and len(earlier) == 2 and all(row["events"] == events for row in earlier)
    if quiet or not counts or (earlier and now - earlier[0]["stated_at"] < PERIOD):
        return False
    await connection.execute(
        "insert into count_statement (stated_at, events, statements) values ($1, $2, $3)", now, events, stated + 1
    )
    lines = [*(f"{row['topic']} {row['last']}" for row in counts), *(f"waiting {row['event_id']}" for row in late)]
    text = "\n".join([signer.verifier.name, now.isoformat(timespec="seconds"), *lines, ""])
    data = EventsCounted(statement=str(Note(text, (signer.sign(text),))))
    with telemetry.span("counts", None):
        await outbox.add(connection, [trail.event(service, data)])
    return True
