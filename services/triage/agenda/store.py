"""Agendas of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from schemas.codes.flow import CaseTable, Outcome, Participant
from schemas.events.acts.triage import ThirdParty
from services.casework.tenancy import store as tenancy
from services.triage.agenda.domain import Item, ItemState

if TYPE_CHECKING:
    from collections.abc import Sequence
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


async def open_items(connection: Connection, scope: Scope) -> list[Item]:
    """The agendas of all tables, the first to come first."""
    rows = await connection.fetch(
        f"select * from agenda_item where state = $1 and {tenancy.within('agenda_item', 2)} order by held_on, item_id",  # noqa: S608
        ItemState.OPEN,
        [*scope.tenants],
    )
    return [_item(row) for row in rows]
