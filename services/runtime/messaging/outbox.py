"""Outgoing events, stored in the transaction of their cause; the relay publishes them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.envelope import Event, encode
from services.runtime.base import database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.text import Contract
    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool

CHANNEL = "outbox"
URGENT = "urgent"
_COMPANY_SECONDS = 0.02
"""What is committed within this time leaves together; acute danger waits for nobody."""

_left_events: set[int] = set()
"""Connections, by their process at the server, whose transaction stored events since they were taken from the pool."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event for a topic. ``urgent`` overtakes any backlog: acute danger only."""

    topic: str
    event: Event[Contract]
    urgent: bool = False


async def add(connection: Connection, outgoing: Sequence[Outgoing]) -> None:
    """Store events in the order given. The key is the event's subject. Raises ContractError above 64 KB."""
    if not outgoing:
        return
    await connection.execute(
        """
        insert into outbox (urgent, topic, key, event_id, value, traceparent)
        select urgent, topic, key, event_id, value, traceparent
        from unnest($1::boolean[], $2::text[], $3::bytea[], $4::uuid[], $5::bytea[], $6::text[])
            with ordinality as new (urgent, topic, key, event_id, value, traceparent, place)
        order by place
        """,
        [item.urgent for item in outgoing],
        [item.topic for item in outgoing],
        [item.event.subject.encode() for item in outgoing],
        [item.event.id for item in outgoing],
        [encode(item.event) for item in outgoing],
        [item.event.traceparent for item in outgoing],
    )
    if any(item.urgent for item in outgoing):
        await connection.execute(_WAKE, URGENT)
    _left_events.add(connection.get_server_pid())


_WAKE = f"select pg_notify('{CHANNEL}_' || current_schema(), $1)"
"""Per schema: services share the database, not each other's wake-ups."""


class Bell:
    """Wakes the relay once what was stored is committed: one that is missed costs a second, never an event.

    A wake-up inside a transaction, as for acute danger, holds up every other such commit on the server until this one
    is on disk: so for all else it comes after, and once for all that came within a moment.
    """

    def __init__(self) -> None:
        self._pool: Pool | None = None
        self._ringing: asyncio.Task[None] | None = None

    async def open_pool(self, config: Config, process: str, most: int = 8) -> Pool:
        """A pool whose transactions wake the relay. Raises as ``database.open_pool``."""
        self._pool = await database.open_pool(config, process, self._after, most)
        return self._pool

    async def _after(self, connection: Connection) -> None:
        place = connection.get_server_pid()
        if place in _left_events:
            _left_events.discard(place)
            if self._ringing is None or self._ringing.done():
                self._ringing = asyncio.create_task(self._ring())

    async def _ring(self) -> None:
        await asyncio.sleep(_COMPANY_SECONDS)
        self._ringing = None  # what is committed from here on may be too late for this one
        if self._pool:
            with suppress(*database.ERRORS):
                await self._pool.execute(_WAKE, "")
