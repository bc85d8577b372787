"""What waits at the analyst's desk, as metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.enrichment.domain import State
from services.runtime.base import metrics

if TYPE_CHECKING:
    from services.runtime.base.database import Connection


async def measure(connection: Connection) -> None:
    """Seconds since the oldest signal on the analyst's desk was received; 0 when there is none."""
    oldest: float = await connection.fetchval(
        "select coalesce(extract(epoch from now() - min(received_at)), 0)::float8 from signal where state = $1",
        State.TO_ASSESS,
    )
    metrics.UNDECIDED_OLDEST_SECONDS.set(oldest)
