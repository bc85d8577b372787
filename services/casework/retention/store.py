"""The register of destruction, and the holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole
from schemas.codes.reason import HoldReason, LiftReason
from services.casework.tenancy.store import within
from services.runtime.base.counted import counted

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    import asyncpg

    from schemas.events.acts.retention import DestructionHeld, HoldLifted
    from services.casework.retention.domain import Kept
    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope


@dataclass(frozen=True, slots=True)
class Destruction:
    signal_id: UUID
    turn: int
    kind: str
    destroy_after: date
    destroyed_at: datetime


_HOLDS = (
    "select hold_id, signal_id, reason, explanation, desk, placed_at, lifted_at, lift_reason, lift_explanation"
    " from hold"
)


@dataclass(frozen=True, slots=True)
class Hold:
    """Words are None where there are none, or no more; so is what was not kept of a hold of before 2026-12."""

    hold_id: UUID
    signal_id: UUID
    reason: HoldReason | None
    explanation: str | None
    desk: UserRole | None
    placed_at: datetime
    lifted_at: datetime | None
    lift_reason: LiftReason | None
    lift_explanation: str | None


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
    connection: Connection, scope: Scope, after: tuple[datetime, UUID, int] | None, limit: int
) -> list[Destruction]:
    """The last first; what follows on this moment, signal and turn."""
    rows = await connection.fetch(
        "select signal_id, turn, kind, destroy_after, destroyed_at from destruction"  # noqa: S608 - of our own
        " where ($1::timestamptz is null or (destroyed_at, signal_id, turn) < ($1, $2::uuid, $3::integer))"
        f" and {within('destruction', 5)}"
        " order by destroyed_at desc, signal_id desc, turn desc limit $4",
        *(after or (None, None, None)),
        limit,
        [*scope.tenants],
    )
    return [Destruction(**row) for row in rows]


async def count_destructions(connection: Connection, scope: Scope) -> int:
    """How many ``destructions`` gives in all, as far as they are counted."""
    return await connection.fetchval(counted(f"from destruction where {within('destruction', 1)}"), [*scope.tenants])


async def destroyed(connection: Connection, signal_id: UUID) -> datetime | None:
    """When something of this signal last went, if anything did."""
    return await connection.fetchval("select max(destroyed_at) from destruction where signal_id = $1", signal_id)


async def place(connection: Connection, held: DestructionHeld, desk: str | None, explanation: str | None) -> bool:
    """False when it is held already."""
    placed = await connection.fetchval(
        "insert into hold (hold_id, signal_id, reason, explanation, desk, placed_by, placed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)"
        " on conflict (signal_id) where lifted_at is null do nothing returning true",
        held.hold_id,
        held.signal_id,
        held.reason,
        explanation,
        desk,
        held.actor,
        held.at,
    )
    return bool(placed)


async def lift(connection: Connection, lifted: HoldLifted, explanation: str | None) -> bool:
    """False when nothing holds it."""
    found = await connection.fetchval(
        "update hold set lifted_by = $2, lifted_at = $3, lift_reason = $4, lift_explanation = $5"
        " where signal_id = $1 and lifted_at is null returning true",
        lifted.signal_id,
        lifted.actor,
        lifted.at,
        lifted.reason,
        explanation,
    )
    return bool(found)


async def holding(connection: Connection, signal_id: UUID) -> Hold | None:
    """What holds this signal, locked until the end of the transaction."""
    row = await connection.fetchrow(f"{_HOLDS} where signal_id = $1 and lifted_at is null for update", signal_id)
    return _hold(row) if row else None


_LIFTED = {True: "lifted_at is not null", False: "lifted_at is null"}


async def holds(
    connection: Connection, scope: Scope, after: tuple[datetime, UUID] | None, limit: int, *, lifted: bool
) -> list[Hold]:
    """Those that still hold, or those that were lifted, what was placed first first; what follows on this moment and
    hold.
    """
    rows = await connection.fetch(
        f"{_HOLDS} where {_LIFTED[lifted]} and {within('hold', 4)}"
        " and ($1::timestamptz is null or (placed_at, hold_id) > ($1, $2::uuid)) order by placed_at, hold_id limit $3",
        *(after or (None, None)),
        limit,
        [*scope.tenants],
    )
    return [_hold(row) for row in rows]


async def count_holds(connection: Connection, scope: Scope, *, lifted: bool) -> int:
    """How many ``holds`` gives in all, as far as they are counted."""
    return await connection.fetchval(
        counted(f"from hold where {_LIFTED[lifted]} and {within('hold', 1)}"), [*scope.tenants]
    )


def _hold(row: asyncpg.Record) -> Hold:
    found = Hold(**row)
    return replace(
        found,
        reason=found.reason and HoldReason(found.reason),
        desk=found.desk and UserRole(found.desk),
        lift_reason=found.lift_reason and LiftReason(found.lift_reason),
    )


async def forget(connection: Connection, signal_id: UUID) -> None:
    """The words of what held a signal that went; that it was held, and why as a code, stays."""
    await connection.execute(
        "update hold set explanation = null, lift_explanation = null where signal_id = $1", signal_id
    )


async def forget_lifted(connection: Connection, before: datetime) -> None:
    """The same of what was held after it had gone, and lifted so long ago."""
    await connection.execute(
        "update hold set explanation = null, lift_explanation = null"
        " where case when coalesce(explanation, lift_explanation) is not null then lifted_at end < $1"
        " and exists (select from destruction d where d.signal_id = hold.signal_id)",
        before,
    )
