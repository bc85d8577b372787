"""Agendas of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from schemas.codes.flow import CaseTable, Outcome, Participant
from schemas.events.acts.triage import ThirdParty
from services.casework.tenancy import store as tenancy
from services.runtime.base.counted import counted
from services.triage.agenda.domain import Item, ItemState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    import asyncpg

    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope


_THIRDS = TypeAdapter(tuple[ThirdParty, ...])


@dataclass(frozen=True, slots=True)
class Settled:
    """How an item left the agenda."""

    state: ItemState
    advice: tuple[Outcome, ...] = ()
    minutes: str | None = None
    explanation: str | None = None


def _item(row: asyncpg.Record) -> Item:
    return Item(
        item_id=row["item_id"],
        signal_id=row["signal_id"],
        table=CaseTable(row["case_table"]),
        on=row["held_on"],
        participants=tuple(Participant(code) for code in row["participants"]),
        third_parties=_THIRDS.validate_json(row["third_parties"]),
        state=ItemState(row["state"]),
        advice=tuple(Outcome(code) for code in row["advice"]),
        minutes=row["minutes"],
        explanation=row["explanation"],
        escalated_at=row["escalated_at"],
    )


async def add(connection: Connection, item: Item, by: str) -> None:
    await connection.execute(
        "insert into agenda_item (item_id, signal_id, case_table, held_on, participants, third_parties, state,"
        " put_on_by) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        item.item_id,
        item.signal_id,
        item.table,
        item.on,
        [*item.participants],
        _THIRDS.dump_json(item.third_parties).decode(),
        item.state,
        by,
    )


async def find(connection: Connection, item_id: UUID) -> Item | None:
    """Locked until the end of the transaction."""
    row = await connection.fetchrow("select * from agenda_item where item_id = $1 for update", item_id)
    return _item(row) if row else None


async def settle(connection: Connection, item_id: UUID, settled: Settled, by: str) -> None:
    """Replaces what was there: who calls this has locked the item and seen that it is open."""
    await connection.execute(
        "update agenda_item set state = $2, advice = $3, minutes = $4, explanation = $5, settled_by = $6"
        " where item_id = $1",
        item_id,
        settled.state,
        [*settled.advice],
        settled.minutes,
        settled.explanation,
        by,
    )


async def of_signals(connection: Connection, signal_ids: Sequence[UUID]) -> list[Item]:
    """Also those discussed or taken off; in the order of their meetings."""
    rows = await connection.fetch(
        "select * from agenda_item where signal_id = any($1) order by held_on, item_id", [*signal_ids]
    )
    return [_item(row) for row in rows]


def _on_agenda(tenants: int, table: int) -> str:
    """SQL: what is on the agendas of the tenants and of the table in these parameters; empty is every table's."""
    return (
        f"from agenda_item where state = '{ItemState.OPEN}' and {tenancy.within('agenda_item', tenants)}"
        f" and (${table}::text is null or case_table = ${table})"
    )


async def open_items(
    connection: Connection, scope: Scope, after: tuple[date, UUID] | None, limit: int, table: CaseTable | None = None
) -> list[Item]:
    """The first to come first; what follows on this day and item."""
    rows = await connection.fetch(
        f"select * {_on_agenda(1, 2)} and ($3::date is null or (held_on, item_id) > ($3, $4::uuid))"
        " order by held_on, item_id limit $5",
        [*scope.tenants],
        table,
        *(after or (None, None)),
        limit,
    )
    return [_item(row) for row in rows]


async def count_open(connection: Connection, scope: Scope, table: CaseTable | None = None) -> int:
    """How many ``open_items`` gives in all, as far as they are counted."""
    return await connection.fetchval(counted(_on_agenda(1, 2)), [*scope.tenants], table)
