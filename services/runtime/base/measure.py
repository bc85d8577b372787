"""What a service's tables say about its health, measured when it is asked for."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.registry import topics
from services.runtime.base import database, metrics

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.runtime.base.database import Connection, Pool

_SECONDS = 5
_OF_THE_DATABASE = (
    metrics.OUTBOX_WAITING,
    metrics.OUTBOX_OLDEST_SECONDS,
    metrics.ALERT_OLDEST_SECONDS,
    metrics.QUARANTINE_WAITING,
    metrics.UNDECIDED_OLDEST_SECONDS,
    metrics.CONSULTATIONS_OVERDUE,
    metrics.CHECKPOINT_AGE_SECONDS,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts, and ages in seconds, 0 when nothing waits; ``alert_oldest`` is of acute alerts alone."""

    outbox: int
    outbox_oldest: float
    alert_oldest: float
    quarantine: int
    stopped: list[str]


async def waiting(connection: Connection) -> Waiting:
    """What the gauges of every service are set to."""
    row = await connection.fetchrow(
        """
        select count(*) as outbox,
            coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as outbox_oldest,
            coalesce(extract(epoch from now() - min(created_at) filter (where urgent)), 0)::float8 as alert_oldest,
            (select count(*) from quarantine where closed_at is null) as quarantine,
            (select coalesce(array_agg(topic), '{}') from reading where stopped) as stopped
        from outbox where sent_at is null
        """
    )
    assert row  # noqa: S101 - an aggregate always has a row
    return Waiting(**dict(row))


async def measure(pool: Pool, desks: Callable[[Connection], Awaitable[None]] | None = None) -> None:
    """Set the gauges; to NaN when the database does not say: an old number would look like all is well.

    ``desks`` measures what only this service knows: what waits for a person, or for witnesses. An API, which reaches no
    case by itself, leaves that to the worker.
    """
    try:
        async with asyncio.timeout(_SECONDS), pool.acquire() as connection:
            found = await waiting(connection)
            metrics.OUTBOX_WAITING.set(found.outbox)
            metrics.OUTBOX_OLDEST_SECONDS.set(found.outbox_oldest)
            metrics.ALERT_OLDEST_SECONDS.set(found.alert_oldest)
            metrics.QUARANTINE_WAITING.set(found.quarantine)
            for topic in _of_partners():
                metrics.READING_STOPPED.labels(topic).set(topic in found.stopped)
            if desks:
                await desks(connection)
    except database.ERRORS:
        for gauge in _OF_THE_DATABASE:
            gauge.set(math.nan)
        for topic in _of_partners():
            metrics.READING_STOPPED.labels(topic).set(math.nan)


def _of_partners() -> list[str]:
    return [name for name, topic in topics().items() if topic.of_partner]
