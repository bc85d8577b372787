"""What reporters said of cases that are here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import AdditionKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Addition:
    """In the reporter's own words; ``read_at`` is when the aandachtfunctionaris took note of it."""

    addition_id: UUID
    signal_id: UUID
    kind: AdditionKind
    words: str
    said_at: datetime
    read_at: datetime | None = None


async def add(connection: Connection, addition: Addition) -> None:
    await connection.execute(
        "insert into addition (addition_id, signal_id, kind, words, said_at) values ($1, $2, $3, $4, $5)",
        addition.addition_id,
        addition.signal_id,
        addition.kind,
        addition.words,
        addition.said_at,
    )


async def of_signals(connection: Connection, signal_ids: Sequence[UUID]) -> list[Addition]:
    """Oldest first."""
    rows = await connection.fetch(
        "select * from addition where signal_id = any($1) order by said_at, addition_id", [*signal_ids]
    )
    return [
        Addition(r["addition_id"], r["signal_id"], AdditionKind(r["kind"]), r["words"], r["said_at"], r["read_at"])
        for r in rows
    ]


async def signal_of(connection: Connection, addition_id: UUID) -> UUID | None:
    """The case it is about, where it was not read yet; locked until the end of the transaction."""
    return await connection.fetchval(
        "select signal_id from addition where addition_id = $1 and read_at is null for update", addition_id
    )


async def read(connection: Connection, addition_id: UUID, at: datetime) -> None:
    await connection.execute("update addition set read_at = $2 where addition_id = $1", addition_id, at)
