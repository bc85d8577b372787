"""What intake keeps when a signal has gone on: who reported it, and who raised which alert; and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus
from services.casework.retention.domain import Kept
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of, start_of
from services.intake.signals.domain import ENDED, RETENTION, kept_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from services.runtime.base.database import Connection

ALERT = "alarm"
"""An alert that belongs to no signal here: its own id stands for it in the register."""


async def knows(connection: Connection, signal_id: UUID) -> bool:
    """Also once nobody knows any more who reported it; or an alert that stands for itself."""
    return await connection.fetchval(
        "select exists (select from signal where signal_id = $1 union all select from alert where alert_id = $1)",
        signal_id,
    )


async def kept(connection: Connection, today: date) -> list[Kept]:
    """What ended longer ago than the term, locked until the end of the transaction."""
    settings = await settings_store.read(connection)
    before = start_of(today - settings.shortest(RETENTION))
    signals = await connection.fetch(
        """
        select signal_id, status, status_since,
            array(
                select coalesce(acknowledged_at, withdrawn_at) from alert where alert.signal_id = signal.signal_id
            ) as alerts
        from signal where reported_by <> '' and status = any($1) and status_since < $2 for update skip locked
        """,
        [*ENDED],
        before,
    )
    alerts = await connection.fetch(
        """
        select alert_id, coalesce(acknowledged_at, withdrawn_at) as settled_at from alert
        where raised_by <> '' and coalesce(acknowledged_at, withdrawn_at) < $1 and not exists (
            select from signal where signal.signal_id = alert.signal_id and reported_by <> ''
        ) for update skip locked
        """,
        before,
    )
    settled = [(row["alert_id"], day_of(row["settled_at"])) for row in alerts]
    found = [Kept(alert, ALERT, day + settings.kept_for(RETENTION, day)) for alert, day in settled]
    for row in signals:
        status = ReporterStatus(row["status"])
        until = kept_until(status, day_of(row["status_since"]), row["alerts"], settings)
        if until:
            found.append(Kept(row["signal_id"], status.value, until))
    return found


async def wipe(connection: Connection, ids: Sequence[UUID]) -> None:
    """Who reported and who raised the alarm is gone, and what a danger could be recognised by. That it was reported,
    where it ended and when the police answered stays.
    """
    await connection.execute(
        "update signal set reported_by = '', taken_over_explanation = null where signal_id = any($1)", [*ids]
    )
    await connection.execute(
        "update alert set raised_by = '', request_key = null, danger_hash = uuid_send(alert_id), told_hash = null,"
        " heard = null, withdrawn_explanation = null where alert_id = any($1) or signal_id = any($1)",
        [*ids],
    )
