"""Cases in hand, and notes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from schemas.events.acts.handling import CaseTaken, NoteWritten
    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope


class Hands(StrEnum):
    """In whose hands what is asked for is."""

    OWN = "ik"
    NOBODY = "niemand"


def in_hands(table: str, hands: int, subject: int) -> str:
    """SQL: rows of ``table`` that are in the hands of the parameter ``hands``, as ``subject`` sees it; empty is all."""
    mine = f"select from handling h where h.signal_id = {table}.signal_id"
    return (
        f"case ${hands}::text when '{Hands.OWN}' then exists ({mine} and h.handler = ${subject})"
        f" when '{Hands.NOBODY}' then not exists ({mine}) else true end"
    )


@dataclass(frozen=True, slots=True)
class Handling:
    signal_id: UUID
    handler: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """``words``: None once its case is gone, or made again from the log."""

    note_id: UUID
    signal_id: UUID
    words: str | None
    written_by: str
    written_at: datetime


async def take(connection: Connection, act: CaseTaken) -> None:
    """Whoever had it in hand before."""
    await connection.execute(
        "insert into handling (signal_id, handler, since) values ($1, $2, $3)"
        " on conflict (signal_id) do update set handler = excluded.handler, since = excluded.since",
        act.signal_id,
        act.handler,
        act.at,
    )


async def put_back(connection: Connection, signal_id: UUID) -> None:
    await connection.execute("delete from handling where signal_id = $1", signal_id)


async def handling(connection: Connection, signal_ids: Sequence[UUID]) -> dict[UUID, Handling]:
    """Of those of these that somebody has in hand."""
    rows = await connection.fetch("select * from handling where signal_id = any($1)", [*signal_ids])
    return {row["signal_id"]: Handling(**row) for row in rows}


async def of_handler(connection: Connection, handler: str) -> list[UUID]:
    """All that this person has in hand, as far as the transaction reaches; locked until its end."""
    rows = await connection.fetch(
        "select signal_id from handling where handler = $1 order by signal_id for update", handler
    )
    return [row["signal_id"] for row in rows]


async def seen(connection: Connection, scope: Scope, today: date) -> None:
    """Who is at the desk, for these municipalities: a colleague whom a case of theirs can be given to."""
    await connection.execute(
        """
        insert into colleague (subject, tenant, seen_on)
        select $1, tenant, $3 from unnest($2::text[]) tenant
        where not exists (
            select from colleague c where c.subject = $1 and c.tenant = tenant.tenant and c.seen_on >= $3
        )
        on conflict (subject, tenant) do update set seen_on = excluded.seen_on
        """,
        scope.subject,
        sorted(scope.tenants),
        today,
    )


async def is_colleague(connection: Connection, subject: str, signal_id: UUID) -> bool:
    """Whether this person has been at the desk for a municipality that this case is of, as far as the transaction
    reaches.
    """
    return await connection.fetchval(
        "select exists (select from colleague join case_tenant t using (tenant)"
        " where subject = $1 and signal_id = $2 and (t.until is null or t.until > now()))",
        subject,
        signal_id,
    )


async def forget_colleagues(connection: Connection, before: date) -> None:
    """Those who were there last before this day."""
    await connection.execute("delete from colleague where seen_on < $1", before)


async def add_note(connection: Connection, act: NoteWritten, words: str | None) -> None:
    await connection.execute(
        "insert into note (note_id, signal_id, words, written_by, written_at) values ($1, $2, $3, $4, $5)",
        act.note_id,
        act.signal_id,
        words,
        act.actor,
        act.at,
    )


async def notes(connection: Connection, signal_id: UUID) -> list[Note]:
    """The first written first; not those of which the words are gone."""
    rows = await connection.fetch(
        "select * from note where signal_id = $1 and words is not null order by written_at, note_id", signal_id
    )
    return [Note(**row) for row in rows]


async def forget(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """The words of what went; that something was noted, by whom and when stays."""
    await connection.execute("update note set words = null where signal_id = any($1)", [*signal_ids])
