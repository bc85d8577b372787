"""The register of destruction, and the holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from schemas.events.acts.retention import DestructionHeld
    from services.casework.retention.domain import Kept
    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Destruction:
    signal_id: UUID
    turn: int
    kind: str
    destroy_after: date
    destroyed_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    hold_id: UUID
    signal_id: UUID
    reason: str
    placed_by: str
    placed_at: datetime


async def held(connection: Connection) -> set[UUID]:
    """Locked until the end of the transaction: no hold is placed while something is destroyed."""
    await connection.execute("lock table hold in share row exclusive mode")
    rows = await connection.fetch("select signal_id from hold where lifted_at is null")
    return {row["signal_id"] for row in rows}


async def register(connection: Connection, gone: Kept, at: datetime) -> None:
    """What went of a signal that came back goes on record again, as its next ``turn``."""
    await connection.execute(
        "insert into destruction (signal_id, turn, kind, destroy_after, destroyed_at)"
        " select $1, count(*) + 1, $2, $3, $4 from destruction where signal_id = $1",
        gone.signal_id,
        gone.kind,
        gone.destroy_after,
        at,
    )


async def destructions(
    connection: Connection, after: tuple[datetime, UUID, int] | None, limit: int
) -> list[Destruction]:
    """The last first; what follows on this moment, signal and turn."""
    rows = await connection.fetch(
        "select signal_id, turn, kind, destroy_after, destroyed_at from destruction"
        " where $1::timestamptz is null or (destroyed_at, signal_id, turn) < ($1, $2::uuid, $3::integer)"
        " order by destroyed_at desc, signal_id desc, turn desc limit $4",
        *(after or (None, None, None)),
        limit,
    )
    return [Destruction(**row) for row in rows]


async def count_destructions(connection: Connection) -> int:
    return await connection.fetchval("select count(*) from destruction")


async def destroyed(connection: Connection, signal_id: UUID) -> datetime | None:
    """When something of this signal last went, if anything did."""
    return await connection.fetchval("select max(destroyed_at) from destruction where signal_id = $1", signal_id)


async def place(connection: Connection, held: DestructionHeld, reason: str | None) -> bool:
    """False when it is held already."""
    placed = await connection.fetchval(
        "insert into hold (hold_id, signal_id, reason, placed_by, placed_at) values ($1, $2, $3, $4, $5)"
        " on conflict (signal_id) where lifted_at is null do nothing returning true",
        held.hold_id,
        held.signal_id,
        reason,
        held.actor,
        held.at,
    )
    return bool(placed)


async def lift(connection: Connection, signal_id: UUID, by: str, at: datetime) -> bool:
    """False when nothing holds it."""
    lifted = await connection.fetchval(
        "update hold set lifted_by = $2, lifted_at = $3 where signal_id = $1 and lifted_at is null returning true",
        signal_id,
        by,
        at,
    )
    return bool(lifted)


async def holds(connection: Connection) -> list[Hold]:
    """Those that still hold."""
    rows = await connection.fetch(
        "select hold_id, signal_id, reason, placed_by, placed_at from hold where lifted_at is null"
    )
    return [Hold(**row) for row in rows]
