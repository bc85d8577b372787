"""What is known of a signal once its content has gone on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus
from schemas.events.signal import SignalContent
from services.casework.deadlines import AT_ONCE
from services.intake.signals.domain import NORMS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    import asyncpg

    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Signal:
    signal_id: UUID
    reported_by: str
    municipality: str
    status: ReporterStatus
    received_at: datetime
    waiting_content: SignalContent | None
    status_since: datetime | None = None
    escalated_at: datetime | None = None


async def add_signal(connection: Connection, signal: Signal) -> None:
    await connection.execute(
        "insert into signal (signal_id, reported_by, municipality, status, received_at, waiting_content)"
        " values ($1, $2, $3, $4, $5, $6)",
        signal.signal_id,
        signal.reported_by,
        signal.municipality,
        signal.status,
        signal.received_at,
        signal.waiting_content.model_dump_json() if signal.waiting_content else None,
    )


async def find_signal(connection: Connection, signal_id: UUID) -> Signal | None:
    """The signal, locked until the end of the transaction."""
    row = await connection.fetchrow("select * from signal where signal_id = $1 for update", signal_id)
    if row is None:
        return None
    return _signal(row)


def _signal(row: asyncpg.Record) -> Signal:
    content = row["waiting_content"]
    return Signal(
        row["signal_id"],
        row["reported_by"],
        row["municipality"],
        ReporterStatus(row["status"]),
        row["received_at"],
        SignalContent.model_validate_json(content) if content else None,
        row["status_since"],
        row["escalated_at"],
    )


async def waiting(connection: Connection) -> list[Signal]:
    """What waits for its reporter, the longest first."""
    rows = await connection.fetch("select * from signal where status = any($1) order by status_since", [*NORMS])
    return [_signal(row) for row in rows]


async def not_escalated(connection: Connection, today: date) -> list[Signal]:
    """What waited too long and is not on record yet, so many at a time; locked, and without another worker's."""
    found: list[Signal] = []
    for status, norm in NORMS.items():  # one question each: of all in one the planner reads the whole table
        rows = await connection.fetch(
            "select * from signal where status = $1 and status_since < $2 and escalated_at is null"
            " order by status_since limit $3 for update skip locked",
            status,
            norm.overdue_before(today),
            AT_ONCE,
        )
        found += [_signal(row) for row in rows]
    return found


async def escalate(connection: Connection, signal_ids: list[UUID], at: datetime) -> None:
    await connection.execute("update signal set escalated_at = $2 where signal_id = any($1)", signal_ids, at)


async def keep_waiting(connection: Connection, signal_id: UUID, content: SignalContent) -> None:
    """Keep a report whose meldcode steps are still open."""
    await connection.execute(
        "update signal set waiting_content = $2 where signal_id = $1", signal_id, content.model_dump_json()
    )


async def set_status(connection: Connection, statuses: Mapping[UUID, ReporterStatus]) -> None:
    """Where these signals stand now; their content is no longer kept here."""
    await connection.execute(
        """
        update signal set status = new.status, waiting_content = null, status_since = now(), escalated_at = null
        from unnest($1::uuid[], $2::text[]) as new (signal_id, status)
        where signal.signal_id = new.signal_id
        """,
        [*statuses],
        [*statuses.values()],
    )
