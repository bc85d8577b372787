"""What the runtime keeps of content beside a service's own tables, and when it goes: before any retention term ends."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from services.runtime.base.database import Connection

DELIVERED = timedelta(days=7)
"""A delivered event is on its topic and in the log: until then it can be laid beside those byte for byte, afterwards by
its digest.
"""

ANSWERED = timedelta(days=7)
"""How long the same request gets the same answer."""

SET_ASIDE = timedelta(days=30)
"""How long what left quarantine can still be opened; what waits there is kept."""

KNOWN = timedelta(days=90)
"""How long it is known of a delivered event that it was made."""

_AT_ONCE = 5000
"""A relay that is behind must not wait for this."""


_PAUSE_SECONDS = 30.0


class Housekeeping:
    """Now and then, and as long as there is more."""

    def __init__(self) -> None:
        self._due = 0.0

    async def keep(self, connection: Connection) -> None:
        """Does what is due."""
        if time.monotonic() >= self._due and not await clear(connection):
            self._due = time.monotonic() + _PAUSE_SECONDS


async def clear(connection: Connection) -> bool:
    """Empty and remove what had its day, so many rows at a time; whether there is more."""
    emptied = await connection.execute(
        """
        update outbox set digest = sha256(value), value = '' where position in (
            select position from outbox where digest is null and created_at < now() - $1::interval
                and sent_at < now() - $1::interval order by created_at limit $2
        )
        """,
        DELIVERED,
        _AT_ONCE,
    )
    removed = await connection.execute(
        """
        delete from outbox where position in (
            select position from outbox where digest is not null and created_at < now() - $1::interval
                and sent_at < now() - $1::interval order by created_at limit $2
        )
        """,
        KNOWN,
        _AT_ONCE,
    )
    forgotten = await connection.execute(
        "delete from idempotency where (subject, key) in"
        " (select subject, key from idempotency where created_at < now() - $1::interval order by created_at limit $2)",
        ANSWERED,
        _AT_ONCE,
    )
    await connection.execute(
        "update quarantine set sealed = '' where sealed <> '' and closed_at < now() - $1::interval", SET_ASIDE
    )
    return any(done.endswith(f" {_AT_ONCE}") for done in (emptied, removed, forgotten))


async def event_kept_too_long(connection: Connection, now: datetime) -> bool:
    """Whether an event holds its content longer than a delivered one does: it has to be sent yet, or was sent late."""
    late = now - DELIVERED - timedelta(days=1)
    # The oldest, by its index. Asked whether one is so old, PostgreSQL reads the table: most rows are, but empty.
    oldest = await connection.fetchval("select min(created_at) from outbox where digest is null")
    return oldest is not None and oldest < late
