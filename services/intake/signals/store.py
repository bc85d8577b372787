"""What is known of a signal once its content has gone on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus
from schemas.codes.reason import TakeOverReason
from schemas.events.signal import SignalContent
from services.casework.tenancy import store as tenancy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    import asyncpg

    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Signal:
    signal_id: UUID
    reported_by: str | None
    municipality: str
    status: ReporterStatus
    received_at: datetime
    waiting_content: SignalContent | None
    status_since: datetime
    escalated_at: datetime | None = None
    taken_back_at: datetime | None = None
    taken_over_reason: TakeOverReason | None = None
    taken_over_explanation: str | None = None


async def add(connection: Connection, signal: Signal) -> None:
    """``waiting_content`` is kept only as long as meldcode steps are open."""
    await connection.execute(
        "insert into signal (signal_id, reported_by, municipality, status, received_at, waiting_content, status_since)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        signal.signal_id,
        signal.reported_by,
        signal.municipality,
        signal.status,
        signal.received_at,
        signal.waiting_content.model_dump_json() if signal.waiting_content else None,
        signal.status_since,
    )
    await tenancy.belongs(connection, signal.signal_id, signal.municipality, signal.received_at)


async def find(connection: Connection, signal_id: UUID) -> Signal | None:
    """The signal, locked until the end of the transaction."""
    row = await connection.fetchrow("select * from signal where signal_id = $1 for update", signal_id)
    if row is None:
        return None
    return signal_of(row)


def signal_of(row: asyncpg.Record) -> Signal:
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
        row["taken_back_at"],
        row["taken_over_reason"] and TakeOverReason(row["taken_over_reason"]),
        row["taken_over_explanation"],
    )


async def keep_waiting(connection: Connection, signal_id: UUID, content: SignalContent) -> None:
    """Keep a report whose meldcode steps are still open."""
    await connection.execute(
        "update signal set waiting_content = $2 where signal_id = $1", signal_id, content.model_dump_json()
    )


async def of_reporter(connection: Connection, reported_by: str) -> list[Signal]:
    """What this person reported, as long as that is known; the latest first."""
    rows = await connection.fetch("select * from signal where reported_by = $1 order by signal_id desc", reported_by)
    return [signal_of(row) for row in rows]


async def take_back(connection: Connection, signal_id: UUID, at: datetime) -> None:
    """Its reporter took it back."""
    await connection.execute("update signal set taken_back_at = $2 where signal_id = $1", signal_id, at)


async def take_over(
    connection: Connection, signal_id: UUID, reason: TakeOverReason | None, explanation: str | None
) -> None:
    """Why its steps are not waited for any longer."""
    await connection.execute(
        "update signal set taken_over_reason = $2, taken_over_explanation = $3 where signal_id = $1",
        signal_id,
        reason,
        explanation,
    )


async def set_status(connection: Connection, statuses: Mapping[UUID, tuple[ReporterStatus, datetime]]) -> None:
    """Where these signals stand, and since when; their content is no longer kept here."""
    await connection.execute(
        """
        update signal set status = new.status, waiting_content = null, status_since = new.at, escalated_at = null
        from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as new (signal_id, status, at)
        where signal.signal_id = new.signal_id
        """,
        [*statuses],
        [status for status, _ in statuses.values()],
        [at for _, at in statuses.values()],
    )
