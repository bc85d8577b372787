"""Intake's tables: what is known of a signal once its content has gone on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus
from schemas.events.signal import SignalContent
from services.casework.deadlines import AT_ONCE
from services.casework.notice import read
from services.intake.domain import NORMS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    import asyncpg

    from services.casework.notice import Notice
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


@dataclass(frozen=True, slots=True)
class Alert:
    alert_id: UUID
    signal_id: UUID | None
    raised_by: str
    raised_at: datetime
    acknowledged_at: datetime | None
    withdrawn_at: datetime | None = None


_ALERT = "alert_id, signal_id, raised_by, raised_at, acknowledged_at, withdrawn_at"


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


async def add_alert(connection: Connection, alert: Alert, request_key: str | None, danger_hash: bytes) -> Alert:
    """Record an alert; the same request again gives the alert it gave before, another danger never does."""
    row = await connection.fetchrow(
        f"""
        insert into alert (alert_id, signal_id, raised_by, request_key, raised_at, danger_hash)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (raised_by, request_key, danger_hash) do update set raised_by = excluded.raised_by
        returning {_ALERT}
        """,  # noqa: S608 - a constant of this module
        alert.alert_id,
        alert.signal_id,
        alert.raised_by,
        request_key,
        alert.raised_at,
        danger_hash,
    )
    if row is None:
        raise LookupError("an upsert returns its row")
    return Alert(**row)


async def link_alert(connection: Connection, alert_id: UUID, signal_id: UUID) -> None:
    """The alert was raised in this signal's report."""
    await connection.execute("update alert set signal_id = $2 where alert_id = $1", alert_id, signal_id)


async def find_alert(connection: Connection, alert_id: UUID) -> Alert | None:
    """The alert, locked until the end of the transaction: what follows on it goes out in order."""
    row = await connection.fetchrow(
        f"select {_ALERT} from alert where alert_id = $1 for update",  # noqa: S608 - a constant of this module
        alert_id,
    )
    return Alert(**row) if row else None


async def withdraw_alert(connection: Connection, alert_id: UUID, at: datetime) -> None:
    await connection.execute("update alert set withdrawn_at = $2 where alert_id = $1", alert_id, at)


async def notices(connection: Connection, alert_id: UUID) -> list[Notice]:
    rows = await connection.fetch("select * from notice where reference = $1 order by sent_at", alert_id)
    return [read(row) for row in rows]


async def confirm(connection: Connection, alert_id: UUID, notice: UUID, at: datetime) -> bool:
    """The first confirmation counts; false when this alert has no such notice."""
    row = await connection.fetchrow(
        "update notice set confirmed_at = coalesce(confirmed_at, $3) where notice = $2 and reference = $1"
        " returning notice",
        alert_id,
        notice,
        at,
    )
    return row is not None


async def acknowledge(connection: Connection, alert_id: UUID, at: datetime) -> bool:
    """False when no such alert was ever raised."""
    row = await connection.fetchrow(
        "update alert set acknowledged_at = coalesce(acknowledged_at, $2) where alert_id = $1 returning alert_id",
        alert_id,
        at,
    )
    return row is not None
