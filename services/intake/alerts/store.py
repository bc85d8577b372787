"""Alerts as they were raised, and what followed on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from services.intake.alerts.domain import Heard

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from schemas.events.acts.intake import AlertCalledOff
    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Alert:
    alert_id: UUID
    signal_id: UUID | None
    raised_by: str | None
    raised_at: datetime
    acknowledged_at: datetime | None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str | None = None
    withdrawn_explanation: str | None = None


_HEARD = TypeAdapter(Heard)
_ALERT = (
    "alert_id, signal_id, raised_by, raised_at, acknowledged_at, withdrawn_at, withdrawn_reason, withdrawn_explanation"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What an alert was raised by: the caller's own key, a digest of the danger, and in a report what it held of it."""

    key: str | None
    digest: bytes
    heard: Heard | None = None


async def lock(connection: Connection, raised_by: str) -> None:
    """Until the end of the transaction, one request at a time of each who raises alerts: a double click is two."""
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"alert {raised_by}")


async def add(connection: Connection, alert: Alert, request: Request | None) -> None:
    """``request`` is None where an alert is made again from the log."""
    digest, heard = (request.digest, request.heard) if request else (alert.alert_id.bytes, None)
    await connection.execute(
        """
        insert into alert
            (alert_id, signal_id, raised_by, request_key, raised_at, danger_hash, told_hash, heard)
        values ($1, $2, $3, $4, $5, $6, $6, $7)
        """,
        alert.alert_id,
        alert.signal_id,
        alert.raised_by,
        request.key if request else None,
        alert.raised_at,
        digest,
        heard and _stored(heard),
    )


async def of_request(connection: Connection, raised_by: str, request: Request) -> Alert | None:
    """The alert that the same request about the same danger raised; another danger never has it."""
    row = await connection.fetchrow(
        f"select {_ALERT} from alert where raised_by = $1 and request_key = $2 and danger_hash = $3",  # noqa: S608 - a constant of this module
        raised_by,
        request.key,
        request.digest,
    )
    return Alert(**row) if row else None


async def of_refused_reports(connection: Connection, raised_by: str, since: datetime) -> list[tuple[Alert, Heard]]:
    """Alerts from reports of which nothing else was taken in, newest first."""
    rows = await connection.fetch(
        f"""
        select {_ALERT}, heard from alert
        where raised_by = $1 and raised_at > $2 and heard is not null
            and signal_id is null and withdrawn_at is null
        order by raised_at desc
        """,  # noqa: S608 - a constant of this module
        raised_by,
        since,
    )
    found: list[tuple[Alert, Heard]] = []
    for row in rows:
        *alert, kept = row.values()
        found.append((Alert(*alert), _HEARD.validate_json(kept)))
    return found


async def put_right(connection: Connection, alert_id: UUID, request: Request) -> None:
    """The alert is that of this request from now on."""
    await connection.execute(
        "update alert set request_key = $2, danger_hash = $3, heard = $4 where alert_id = $1",
        alert_id,
        request.key,
        request.digest,
        request.heard and _stored(request.heard),
    )


def _stored(heard: Heard) -> str:
    return _HEARD.dump_json(heard).decode()


async def told(connection: Connection, alert_id: UUID, digest: bytes) -> bool:
    """Note what the police are told; False when that is what they were told last."""
    new = await connection.fetchval(
        "update alert set told_hash = $2 where alert_id = $1 and told_hash is distinct from $2 returning true",
        alert_id,
        digest,
    )
    return bool(new)


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


async def withdraw(connection: Connection, act: AlertCalledOff, explanation: str | None) -> None:
    """A later withdrawal of the same alert moves the moment; who calls this looks first."""
    await connection.execute(
        "update alert set withdrawn_at = $2, withdrawn_reason = $3, withdrawn_explanation = $4 where alert_id = $1",
        act.alert_id,
        act.at,
        act.reason,
        explanation,
    )


async def acknowledge(connection: Connection, alert_id: UUID, at: datetime) -> bool:
    """False when no such alert was ever raised."""
    row = await connection.fetchrow(
        "update alert set acknowledged_at = coalesce(acknowledged_at, $2) where alert_id = $1 returning alert_id",
        alert_id,
        at,
    )
    return row is not None
