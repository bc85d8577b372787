"""How far what counts of the log is behind, as a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.runtime.base import metrics

if TYPE_CHECKING:
    from services.runtime.base.database import Connection


async def measure(connection: Connection) -> None:
    """Seconds since the oldest record came that no witnessed checkpoint covers (0: none), in the log or on its way."""
    age: float = await connection.fetchval(
        """
        select coalesce(extract(epoch from now() - min(waiting.logged_at)), 0)::float8 from (
            (select r.logged_at from log_entry e join record r using (topic, partition, record_offset)
                where e.log_index >= (select coalesce(max(size), 0) from checkpoint where witnessed is not null)
                order by e.log_index limit 1)
            union all
            (select r.logged_at from arrival a join record r using (topic, partition, record_offset)
                order by a.position limit 1)
        ) waiting
        """
    )
    metrics.CHECKPOINT_AGE_SECONDS.set(age)
