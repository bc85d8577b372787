"""What is to be decided or confirmed, and of which the reporter said more, in the order of the desk."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from services.casework.handling.store import Hands, in_hands
from services.casework.tenancy import store as tenancy
from services.triage.agenda.domain import ItemState
from services.triage.cases.domain import State
from services.triage.cases.store import arrival_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope
    from services.triage.cases.store import Arrival

    Place = tuple[bool, bool, bool, int, int, datetime, UUID]


class Mark(StrEnum):
    """What there is to do about a case beside deciding it."""

    TO_CONFIRM = "te-bevestigen"
    SUPPLEMENTED = "aangevuld"
    RETURNED = "teruggekomen"
    ANSWER_LATE = "antwoord-te-laat"
    WITH_PARTNER = "wacht-op-partner"
    ON_TABLE = "deze-week-op-tafel"


_ASKED = "consultation where answered_at is null and withdrawn_at is null"
_MARKED = {
    Mark.TO_CONFIRM: "proposal where settled_at is null",
    Mark.SUPPLEMENTED: "addition where read_at is null",
    Mark.RETURNED: "referral where returned",
    Mark.ANSWER_LATE: f"{_ASKED} and answer_by < $2",
    Mark.WITH_PARTNER: _ASKED,
    Mark.ON_TABLE: f"agenda_item where state = '{ItemState.OPEN}' and held_on <= $2 + 7",
}
"""Where it is written; each is little beside what waits."""

_URGENT = f"""
    select signal_id, max(confirm) as confirm, max(unread) as unread, max(returned) as returned, sum(late) as late,
        bool_or(elsewhere) as elsewhere
    from (
        select signal_id, 1 as confirm, 0 as unread, 0 as returned, 0 as late, false as elsewhere
            from {_MARKED[Mark.TO_CONFIRM]}
        union all select signal_id, 0, 1, 0, 0, kind = 'ook-elders' from {_MARKED[Mark.SUPPLEMENTED]}
        union all select signal_id, 0, 0, 1, 0, false from {_MARKED[Mark.RETURNED]}
        union all select signal_id, 0, 0, 0, 1, false from {_MARKED[Mark.ANSWER_LATE]}
    ) mark group by signal_id
"""  # noqa: S608 - constants of our own
"""What puts a case before the others."""

_TO_DO = f"(state = '{State.TO_DECIDE}' or confirm = 1 or unread = 1 and (personal is not null or elsewhere))"
_NOT_URGENT = "signal_id not in (select signal_id from urgent)"
_PLACED = "c.confirm = 0, c.unread = 0, c.returned = 0, -c.late, -c.strength, c.arrived_at, c.signal_id"
_CURSOR = "$3::boolean, $4::boolean, $5::boolean, $6::bigint"
_STRONGEST = f"case when ({_CURSOR}) = (true, true, true, 0) then -$7::integer else 2147483647 end"
"""What follows is at most so strong, of what is not urgent."""

_AS_STRONG = f"strength = {_STRONGEST} and (arrived_at, signal_id) > ($8::timestamptz, $9::uuid)"
_WEAKER = f"strength < {_STRONGEST}"


def _everything() -> str:
    """SQL: what lies on the desks of the tenants in ``$1``, of what is not urgent no more than a page of each."""
    plain = f"state = '{State.TO_DECIDE}' and {_NOT_URGENT} and {in_hands('signal_case', 11, 12)}"
    here = f"select * from signal_case where municipality = here.municipality and {plain}"  # noqa: S608 - of our own
    return f"""
        select s.*, confirm, unread, returned, late from urgent u join signal_case s using (signal_id)
        where {_TO_DO} and {tenancy.within("s", 1)} and {in_hands("s", 11, 12)}
        union all
        select s.*, 0, 0, 0, 0 from unnest($1::text[]) as here (municipality) cross join lateral (
            ({here} and {_AS_STRONG} order by arrived_at, signal_id limit $10)
            union all
            ({here} and {_WEAKER} order by strength desc, arrived_at, signal_id limit $10)
        ) s
        union all
        select signal_case.*, 0, 0, 0, 0 from signal_case
        where signal_id in ({tenancy.beyond(1)}) and municipality <> all($1) and {plain}
            and ({_AS_STRONG} or {_WEAKER})
    """  # noqa: S608 - constants of our own


def _of_few(few: str, hands: int, subject: int) -> str:
    """SQL: what lies on those desks, of the signals in a query that gives few."""
    return f"""
        select s.*, coalesce(confirm, 0) as confirm, coalesce(unread, 0) as unread, coalesce(returned, 0) as returned,
            coalesce(late, 0) as late
        from ({few}) few join signal_case s using (signal_id) left join urgent using (signal_id)
        where {_TO_DO} and {tenancy.within("s", 1)} and {in_hands("s", hands, subject)}
    """  # noqa: S608 - constants of our own


def _few(mark: Mark | None, hands: Hands | None, subject: int) -> str | None:
    """SQL: the signals that are asked for, where those are few beside what waits."""
    if mark is not None:
        return f"select distinct signal_id from {_MARKED[mark]}"  # noqa: S608 - constants of our own
    if hands is Hands.OWN:
        return f"select signal_id from handling where handler = ${subject}"  # noqa: S608 - of our own
    return None


async def page(
    connection: Connection,
    scope: Scope,
    today: date,
    after: Place | None,
    limit: int,
    mark: Mark | None = None,
    hands: Hands | None = None,
) -> list[Arrival]:
    """What waits for a second person, what the reporter said more of, what came back, where an answer is late, and then
    the strongest, the oldest first; what follows on ``after``, with false first and numbers the other way round.
    """
    few = _few(mark, hands, 12)
    rows = await connection.fetch(
        f"""
        with urgent as materialized ({_URGENT}) select c.* from ({_of_few(few, 11, 12) if few else _everything()}) c
        where $3::boolean is null or ({_PLACED}) > ({_CURSOR}, $7::integer, $8::timestamptz, $9::uuid)
        order by {_PLACED} limit $10
        """,  # noqa: S608 - constants of our own
        [*scope.tenants],
        today,
        *(after or (None,) * 7),
        limit,
        hands,
        scope.subject,
    )
    return [arrival_of(row) for row in rows]


async def by_tenant(connection: Connection) -> list[tuple[str, int, int]]:
    """In the scope of the transaction: how many lie on each desk, and what they add up to."""
    rows = await connection.fetch("select tenant, count, change from on_desk()")
    return [(row["tenant"], row["count"], row["change"]) for row in rows]


async def by_mark(connection: Connection, scope: Scope, today: date) -> dict[str, tuple[int, int]]:
    """The same of each mark, in one look."""
    marked = " union ".join(f"select '{mark}' as mark, signal_id from {where}" for mark, where in _MARKED.items())  # noqa: S608
    rows = await connection.fetch(
        f"""
        with urgent as materialized ({_URGENT}), marked as materialized ({marked})
        select mark, count(*) as count, bit_xor(uuid_hash_extended(signal_id, strength)) as change
        from marked join ({_of_few("select distinct signal_id from marked", 3, 4)}) c using (signal_id) group by mark
        """,  # noqa: S608 - constants of our own
        [*scope.tenants],
        today,
        None,
        scope.subject,
    )
    found = {row["mark"]: (row["count"], row["change"]) for row in rows}
    return {mark: found.get(mark, (0, 0)) for mark in Mark}


async def count(
    connection: Connection, scope: Scope, today: date, mark: Mark | None = None, hands: Hands | None = None
) -> int:
    """How many ``page`` gives in all."""
    if mark is not None or hands is Hands.OWN:
        return (await _added_up(connection, scope, today, mark, hands))[0]
    everything = sum(there for _, there, _ in await by_tenant(connection))
    return everything - await _taken(connection, scope, today) if hands is Hands.NOBODY else everything


async def _added_up(
    connection: Connection, scope: Scope, today: date, mark: Mark | None, hands: Hands | None
) -> tuple[int, int]:
    few = _few(mark, hands, 4) or "select signal_id from handling"
    row = await connection.fetchrow(
        f"""
        with urgent as materialized ({_URGENT})
        select count(*) as count, coalesce(bit_xor(uuid_hash_extended(signal_id, strength)), 0) as change
        from ({_of_few(few, 3, 4)}) c
        """,  # noqa: S608 - constants of our own
        [*scope.tenants],
        today,
        hands,
        scope.subject,
    )
    return (row["count"], row["change"]) if row else (0, 0)


async def _taken(connection: Connection, scope: Scope, today: date) -> int:
    """How many of those are in somebody's hands."""
    return (await _added_up(connection, scope, today, None, None))[0]
