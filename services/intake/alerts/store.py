"""Alerts as they were raised, and what followed on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Alert:
    alert_id: UUID
    signal_id: UUID | None
    raised_by: str
    raised_at: datetime
    acknowledged_at: datetime | None
    withdrawn_at: datetime | None = None


_ALERT = "alert_id, signal_id, raised_by, raised_at, acknowledged_at, withdrawn_at"


async def add(connection: Connection, alert: Alert, request_key: str | None, danger_hash: bytes) -> Alert:
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


async def link(connection: Connection, alert_id: UUID, signal_id: UUID) -> None:
    """The alert was raised in this signal's report."""
    await connection.execute("update alert set signal_id = $2 where alert_id = $1", alert_id, signal_id)


async def find(connection: Connection, alert_id: UUID) -> Alert | None:
    """The alert, locked until the end of the transaction: what follows on it goes out in order."""
    row = await connection.fetchrow(
        f"select {_ALERT} from alert where alert_id = $1 for update",  # noqa: S608 - a constant of this module
        alert_id,
    )
    return Alert(**row) if row else None


async def withdraw(connection: Connection, alert_id: UUID, at: datetime) -> None:
    """A later withdrawal of the same alert moves the moment; who calls this looks first."""
    await connection.execute("update alert set withdrawn_at = $2 where alert_id = $1", alert_id, at)


async def acknowledge(connection: Connection, alert_id: UUID, at: datetime) -> bool:
    """False when no such alert was ever raised."""
    row = await connection.fetchrow(
        "update alert set acknowledged_at = coalesce(acknowledged_at, $2) where alert_id = $1 returning alert_id",
        alert_id,
        at,
    )
    return row is not None
