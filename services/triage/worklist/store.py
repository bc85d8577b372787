"""What is to be decided or confirmed, and of which the reporter said more, in the order of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.casework.tenancy import store as tenancy
from services.triage.cases.domain import State
from services.triage.cases.store import arrival_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope
    from services.triage.cases.store import Arrival

    Place = tuple[bool, bool, bool, int, int, datetime, UUID]

_URGENT = """
    select signal_id, max(confirm) as confirm, max(unread) as unread, max(returned) as returned, sum(late) as late,
        bool_or(elsewhere) as elsewhere
    from (
        select signal_id, 1 as confirm, 0 as unread, 0 as returned, 0 as late, false as elsewhere
            from proposal where settled_at is null
        union all select signal_id, 0, 1, 0, 0, kind = 'ook-elders' from addition where read_at is null
        union all select signal_id, 0, 0, 1, 0, false from referral where returned
        union all select signal_id, 0, 0, 0, 1, false from consultation
            where answered_at is null and withdrawn_at is null and answer_by < $2
    ) mark group by signal_id
"""
"""What puts a case before the others."""

_NOT_URGENT_AT_ALL = (True, True, True, 0)
_NOT_URGENT = "signal_id not in (select signal_id from urgent)"
_PLACED = "c.confirm = 0, c.unread = 0, c.returned = 0, -c.late, -c.strength, c.arrived_at, c.signal_id"
_CURSOR = "$3::boolean, $4::boolean, $5::boolean, $6::bigint"
_AS_STRONG = "strength = $11 and (arrived_at, signal_id) > ($8, $9)"
_WEAKER = "strength < $11"
_FOLLOWING = f"({_AS_STRONG} or {_WEAKER})"
_STRONGEST = 2**31 - 1


async def page(connection: Connection, scope: Scope, today: date, after: Place | None, limit: int) -> list[Arrival]:
    """What waits for a second person, what the reporter said more of, what came back, where an answer is late, and then
    the strongest, the oldest first; what follows on ``after``, with false first and numbers the other way round.
    """
    plain = f"state = '{State.TO_DECIDE}' and {_NOT_URGENT}"
    here = f"select * from signal_case where municipality = here.municipality and {plain}"  # noqa: S608 - of our own
    rows = await connection.fetch(
        f"""
        with urgent as materialized ({_URGENT})
        select c.* from (
            select s.*, confirm, unread, returned, late from urgent u join signal_case s using (signal_id)
            where (state = '{State.TO_DECIDE}' or confirm = 1 or unread = 1 and (personal is not null or elsewhere))
                and {tenancy.within("s", 1)}
            union all
            select s.*, 0, 0, 0, 0 from unnest($1::text[]) as here (municipality) cross join lateral (
                ({here} and {_AS_STRONG} order by arrived_at, signal_id limit $10)
                union all
                ({here} and {_WEAKER} order by strength desc, arrived_at, signal_id limit $10)
            ) s
            union all
            select s.*, 0, 0, 0, 0 from signal_case s
            where signal_id in ({tenancy.beyond(1)}) and municipality <> all($1) and {plain} and {_FOLLOWING}
        ) c
        where $3::boolean is null or ({_PLACED}) > ({_CURSOR}, $7::integer, $8::timestamptz, $9::uuid)
        order by {_PLACED} limit $10
        """,  # noqa: S608 - constants of our own
        [*scope.tenants],
        today,
        *(after or (None,) * 7),
        limit,
        _strongest(after),
    )
    return [arrival_of(row) for row in rows]


def _strongest(after: Place | None) -> int:
    """How strong what follows is at most, of what is not urgent."""
    return -after[4] if after and after[:4] == _NOT_URGENT_AT_ALL else _STRONGEST


async def count(connection: Connection) -> int:
    """In the scope of the transaction."""
    return await connection.fetchval("select on_desk()")
