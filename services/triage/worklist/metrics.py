"""What waits at the aandachtfunctionaris's desk, as metrics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.casework.terms.domain import day_of
from services.runtime.base import metrics
from services.triage.cases.domain import State

if TYPE_CHECKING:
    from services.runtime.base.database import Connection


async def measure(connection: Connection) -> None:
    """Seconds since the oldest undecided case came here (0: none), and how many questions are past their day."""
    row = await connection.fetchrow(
        """
        select coalesce(extract(epoch from now() - min(arrived_at)), 0)::float8 as oldest,
            (select count(*) from consultation where answered_at is null and withdrawn_at is null
                and answer_by < $2) as overdue
        from signal_case where state = $1
        """,
        State.TO_DECIDE,
        day_of(datetime.now(UTC)),
    )
    assert row  # noqa: S101 - an aggregate always has a row
    metrics.UNDECIDED_OLDEST_SECONDS.set(row["oldest"])
    metrics.CONSULTATIONS_OVERDUE.set(row["overdue"])
