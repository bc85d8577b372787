"""Destroys by itself what may go: content, register and trail in one transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from schemas.events.acts import itself
from schemas.events.acts.retention import ContentDestroyed
from services.casework.retention import acts, domain, store
from services.runtime.messaging import housekeeping, trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from services.casework.clock import AtTheTime
    from services.casework.retention.domain import Kept
    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing

    Find = Callable[[Connection, date], Awaitable[list[Kept]]]
    Wipe = Callable[[Connection, Sequence[UUID]], Awaitable[None]]


HELD_WORDS = timedelta(days=180)
"""Our choice: how long it can be read why what had gone already was held, once it is not any more."""


def destroying(service: str, find: Find, wipe: Wipe) -> AtTheTime:
    """What the clock asks for: ``find`` gives, locked, what may have had its day; ``wipe`` removes what it was.

    Nothing goes while an event that old still has to be sent: the register would say that what is in it is gone.
    """

    async def destroy(connection: Connection, now: datetime, today: date) -> list[Outgoing]:
        await store.forget_lifted(connection, now - HELD_WORDS)
        found = await find(connection, today)
        if not found or await housekeeping.event_kept_too_long(connection, now):
            return []
        gone = [
            ContentDestroyed(
                **itself(service, now), signal_id=one.signal_id, kind=one.kind, destroy_after=one.destroy_after
            )
            for one in domain.to_destroy(found, await store.held(connection), today)
        ]
        for act in gone:
            await acts.destroy(connection, act, wipe)
        return [trail.unasked(service, act) for act in gone]

    return destroy
