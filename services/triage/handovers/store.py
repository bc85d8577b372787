"""Cases as they were handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.handovers.domain import HandOver

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from schemas.events.acts.triage import CaseTakenBack
    from services.runtime.base.database import Connection


async def add(connection: Connection, made: HandOver) -> None:
    await connection.execute(
        "insert into hand_over (hand_over_id, signal_id, municipality, reason, explanation, basis, until,"
        " handed_over_by, handed_over_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        made.hand_over_id,
        made.signal_id,
        made.municipality,
        made.reason,
        made.explanation,
        made.basis,
        made.until,
        made.handed_over_by,
        made.handed_over_at,
    )


async def end(connection: Connection, act: CaseTakenBack) -> None:
    await connection.execute(
        "update hand_over set ended_by = $2, ended_at = $3 where hand_over_id = $1", act.hand_over_id, act.actor, act.at
    )


async def of_signal(connection: Connection, signal_id: UUID) -> list[HandOver]:
    """Also those that ended; the first given first."""
    rows = await connection.fetch("select * from hand_over where signal_id = $1 order by handed_over_at", signal_id)
    return [HandOver(**row) for row in rows]


async def holding(connection: Connection, signal_id: UUID, today: date) -> list[HandOver]:
    """By which others have the case today."""
    return [one for one in await of_signal(connection, signal_id) if one.holds(today)]


async def find(connection: Connection, hand_over_id: UUID) -> HandOver | None:
    """Locked until the end of the transaction."""
    row = await connection.fetchrow("select * from hand_over where hand_over_id = $1 for update", hand_over_id)
    return HandOver(**row) if row else None
