"""Destroys by itself what may go: content, register and trail in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.casework.retention import domain, store
from services.runtime.messaging import housekeeping, trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from services.casework.deadlines import AtTheTime
    from services.casework.retention.domain import Kept
    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing

    Find = Callable[[Connection, date], Awaitable[list[Kept]]]
    Wipe = Callable[[Connection, Sequence[UUID]], Awaitable[None]]


def destroying(service: str, find: Find, wipe: Wipe) -> AtTheTime:
    """What the clock asks for: ``find`` gives, locked, what may have had its day; ``wipe`` removes what it was.

    Nothing goes while an event that old still has to be sent: the register would say that what is in it is gone.
    """

    async def destroy(connection: Connection, now: datetime, today: date) -> list[Outgoing]:
        found = await find(connection, today)
        if not found or await housekeeping.event_kept_too_long(connection, now):
            return []
        gone = domain.to_destroy(found, await store.held(connection), today)
        if gone:
            await wipe(connection, [one.signal_id for one in gone])
            await store.register(connection, gone, now)
        return [trail.destroyed(service, one.kind, one.destroy_after, one.signal_id) for one in gone]

    return destroy
