"""What waits for its reporter, the longest first."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from services.casework.tenancy import store as tenancy
from services.intake.signals.domain import NORMS
from services.intake.signals.store import signal_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.intake.signals.store import Signal
    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope


class Mark(StrEnum):
    """What there is to say of what waits."""

    LATE = "te-laat"


_STATES = ", ".join(f"'{status}'" for status in NORMS)
_WAITING = f"status in ({_STATES})"
_MARKED = {Mark.LATE: "escalated_at is not null"}
_FOLLOWS = "($2::timestamptz is null or (status_since, signal_id) > ($2, $3::uuid))"


async def page(
    connection: Connection, scope: Scope, after: tuple[datetime, UUID] | None, limit: int, mark: Mark | None = None
) -> list[Signal]:
    """What follows on this moment and signal."""
    waits = f"{_WAITING} and {_MARKED[mark]}" if mark else _WAITING
    rows = await connection.fetch(
        f"""
        select s.* from (
            select s.* from unnest($1::text[]) as here (municipality) cross join lateral (
                select * from signal where municipality = here.municipality and {waits} and {_FOLLOWS}
                order by status_since, signal_id limit $4
            ) s
            union all
            select * from signal where signal_id in ({tenancy.beyond(1)}) and municipality <> all($1)
                and {waits} and {_FOLLOWS}
        ) s order by s.status_since, s.signal_id limit $4
        """,  # noqa: S608 - constants of our own
        [*scope.tenants],
        *(after or (None, None)),
        limit,
    )
    return [signal_of(row) for row in rows]


async def count(connection: Connection, mark: Mark | None = None) -> int:
    """In the scope of the transaction: how many ``page`` gives in all."""
    row = await connection.fetchrow("select count, late from waiting()")
    return (row["late"] if mark is Mark.LATE else row["count"]) if row else 0
