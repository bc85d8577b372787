"""What is to be assessed, in the order of the desk."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from services.casework.handling.store import Hands, in_hands
from services.casework.tenancy import store as tenancy
from services.enrichment.domain import State
from services.enrichment.store import signal_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.enrichment.store import Signal
    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope


class Mark(StrEnum):
    """What there is to say of a signal that is to be assessed."""

    LATE = "te-laat"
    REOPENED = "heropend"


_ON_DESK = f"(state = '{State.TO_ASSESS}' or (state = '{State.WITH_REPORTER}' and escalated_at is not null))"
"""What is to be assessed, and what waited too long for its reporter."""

_MARKED = {Mark.LATE: "escalated_at is not null", Mark.REOPENED: "reopened_at is not null"}
_AS_STRONG = "strength = $2 and (received_at, signal_id) > ($3::timestamptz, $4::uuid)"
_WEAKER = "strength < $2"
_STRONGEST = 2**31 - 1


async def page(
    connection: Connection,
    scope: Scope,
    after: tuple[int, datetime, UUID] | None,
    limit: int,
    mark: Mark | None = None,
    hands: Hands | None = None,
) -> list[Signal]:
    """The strongest first, then what was received first; what follows on minus this strength, moment and signal."""
    on_desk = f"{_on_desk(mark)} and {in_hands('signal', 6, 7)}"
    here = f"select * from signal where municipality = here.municipality and {on_desk}"  # noqa: S608 - of our own
    rows = await connection.fetch(
        f"""
        select s.* from (
            select s.* from unnest($1::text[]) as here (municipality) cross join lateral (
                ({here} and {_AS_STRONG} order by received_at, signal_id limit $5)
                union all
                ({here} and {_WEAKER} order by strength desc, received_at, signal_id limit $5)
            ) s
            union all
            select * from signal where signal_id in ({tenancy.beyond(1)}) and municipality <> all($1)
                and {on_desk} and ({_AS_STRONG} or {_WEAKER})
        ) s order by s.strength desc, s.received_at, s.signal_id limit $5
        """,  # noqa: S608 - constants of our own
        [*scope.tenants],
        -after[0] if after else _STRONGEST,
        *(after[1:] if after else (None, None)),
        limit,
        hands,
        scope.subject,
    )
    return [signal_of(row) for row in rows]


def _on_desk(mark: Mark | None) -> str:
    return f"{_ON_DESK} and {_MARKED[mark]}" if mark else _ON_DESK


async def on_desk(connection: Connection) -> tuple[list[tuple[str, int, int]], dict[str, tuple[int, int]]]:
    """In the scope of the transaction: how many lie on each desk and what they add up to; and how many of each mark."""
    rows = await connection.fetch("select tenant, count, change, late, reopened from on_desk()")
    marks = {Mark.LATE: sum(row["late"] for row in rows), Mark.REOPENED: sum(row["reopened"] for row in rows)}
    tenants = [(row["tenant"], row["count"], row["change"]) for row in rows]
    return tenants, {mark: (number, 0) for mark, number in marks.items()}


async def count(connection: Connection, scope: Scope, mark: Mark | None = None, hands: Hands | None = None) -> int:
    """How many ``page`` gives in all."""
    if hands is Hands.OWN:
        return await _in_hand(connection, mark, scope.subject)
    tenants, marks = await on_desk(connection)
    everything = marks[mark][0] if mark else sum(count for _, count, _ in tenants)
    return everything - await _in_hand(connection, mark, None) if hands is Hands.NOBODY else everything


async def _in_hand(connection: Connection, mark: Mark | None, handler: str | None) -> int:
    """Of what lies on the desk, how much this one has in hand, or anybody."""
    return await connection.fetchval(
        f"select count(*) from handling join signal using (signal_id) where {_on_desk(mark)}"  # noqa: S608 - of our own
        " and ($1::text is null or handler = $1)",
        handler,
    )
