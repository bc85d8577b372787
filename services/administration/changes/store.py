"""What was proposed, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.setting import OF_PEOPLE, SettingKind
from schemas.settings import VALUES
from services.administration.changes.domain import Change

if TYPE_CHECKING:
    from uuid import UUID

    import asyncpg

    from schemas.events.acts.administration import ChangeConfirmed, ChangeProposed, ChangeRejected
    from schemas.settings import Value
    from services.runtime.base.database import Connection


async def add(connection: Connection, act: ChangeProposed, value: Value | None, explanation: str | None) -> None:
    """Others about the same may wait as well: whichever is confirmed first is what the rest would replace."""
    await connection.execute(
        "insert into proposal (change_id, kind, name, effective_on, value, reason, explanation, instead_of,"
        " proposed_by, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        act.change_id,
        act.kind,
        act.setting,
        act.effective_on,
        value.model_dump_json() if value else None,
        act.reason,
        explanation,
        act.instead_of,
        act.actor,
        act.at,
    )


def _change(row: asyncpg.Record) -> Change:
    kind = SettingKind(row["kind"])
    return Change(
        row["change_id"],
        kind,
        row["name"],
        row["effective_on"],
        VALUES[kind].model_validate_json(row["value"]),
        row["instead_of"],
        row["proposed_by"],
        row["proposed_at"],
    )


async def waiting(connection: Connection) -> list[Change]:
    """What waits for another person, the longest first."""
    rows = await connection.fetch("select * from proposal where settled_at is null order by proposed_at, change_id")
    return [_change(row) for row in rows]


async def find(connection: Connection, change_id: UUID) -> Change | None:
    """One that still waits, locked until the end of the transaction."""
    row = await connection.fetchrow(
        "select * from proposal where change_id = $1 and settled_at is null for update", change_id
    )
    return _change(row) if row else None


async def is_waiting(connection: Connection, change_id: UUID) -> bool:
    """Whether one waits, whoever may see it."""
    return await connection.fetchval("select is_proposed($1)", change_id)


async def confirm(connection: Connection, act: ChangeConfirmed) -> None:
    """What it was is in what was set."""
    await connection.execute(
        "update proposal set settled_by = $2, settled_at = $3, confirmed = true, explanation = null"
        " where change_id = $1",
        act.change_id,
        act.actor,
        act.at,
    )


async def reject(connection: Connection, act: ChangeRejected) -> None:
    """Who somebody would have been is nobody's business any more."""
    await connection.execute(
        "update proposal set settled_by = $2, settled_at = $3, confirmed = false, refusal_reason = $4,"
        " explanation = null, value = case when kind = any($5) then null else value end where change_id = $1",
        act.change_id,
        act.actor,
        act.at,
        act.reason,
        [*OF_PEOPLE],
    )
