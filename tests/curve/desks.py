"""The two desks with a backlog of fourteen municipalities: what fills them, and what a look at each asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from schemas.codes.municipality import NAMES
from services.enrichment import worklist as enrichment
from services.enrichment.objects import store as links
from services.triage.worklist import beside
from services.triage.worklist import store as triage
from tests.unit.cases import signal

if TYPE_CHECKING:
    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope


class Look(Protocol):
    """What one request asks."""

    async def __call__(self, connection: Connection, *, scope: Scope) -> None: ...


_PAGE = 101
NOW = datetime.now(UTC)
BEFORE_ALL = NOW - timedelta(days=1000)
TOWNS = [*NAMES]

_FILL = {
    "enrichment": (
        """
        insert into signal (signal_id, state, state_since, received_at, content, address_state, residents_state,
            company_state, address_after, company_after, linked_with, municipality, strength, shared)
        select md5('s' || n)::uuid, 'te-beoordelen', now(), now() - n * interval '1 minute',
            jsonb_set($2::jsonb, '{municipality}', to_jsonb(($3::text[])[1 + n % 14])), 'bekend', 'niet-gevraagd',
            'bekend', 'infinity', 'infinity', 'x', ($3::text[])[1 + n % 14],
            case when n % 10 = 0 then 9 else n / 14 % 2 * 3 end,
            case when n % 10 = 0 then '{"links": [], "others": {"adres": 9999}, "elsewhere": 9285}'::jsonb
                else '{"links": [], "others": {}, "elsewhere": 0}'::jsonb end
        from generate_series(1, $1::integer) n
        """,
        "insert into case_tenant select signal_id, municipality, 'gemeld', now() from signal"
        " where $1::integer > 0 and $2::jsonb is not null and $3::text[] is not null on conflict do nothing",
    ),
    "triage": (
        """
        insert into signal_case (signal_id, municipality, state, arrived_at, strength, facts, personal)
        select md5('s' || n)::uuid, ($3::text[])[1 + n % 14], 'te-beslissen', now() - n * interval '1 minute',
            n / 14 % 2 * 3,
            jsonb_set($2::jsonb, '{municipality}', to_jsonb(($3::text[])[1 + n % 14])) - 'personal',
            $2::jsonb -> 'personal' from generate_series(1, $1::integer) n
        """,
        "insert into case_tenant select signal_id, municipality, 'gemeld', now() from signal_case"
        " where $1::integer > 0 and $2::jsonb is not null and $3::text[] is not null on conflict do nothing",
        """
        insert into addition (addition_id, signal_id, kind, words, said_at)
        select gen_random_uuid(), md5('s' || n)::uuid, 'ook-elders', '', now()
        from generate_series(1, $1::integer, $1::integer / 500) n where $2::jsonb is not null and $3::text[] is not null
        """,
    ),
}


async def fill(connection: Connection, service: str, count: int) -> None:
    """So many signals to assess, or cases to decide, of which one in ten shares an address with the others."""
    for statement in _FILL[service]:
        await connection.execute(statement, count, signal().model_dump_json(), TOWNS)


async def _assess(connection: Connection, *, scope: Scope, deep: bool) -> None:
    """As ``toonWerkvoorraad`` of enrichment."""
    after = (-3, BEFORE_ALL, UUID(int=0)) if deep else None
    shown = await enrichment.page(connection, scope, after, _PAGE)
    await links.doubles(connection, [one.signal_id for one in shown])
    await enrichment.count(connection, scope)


async def _decide(connection: Connection, *, scope: Scope, deep: bool) -> None:
    """As ``toonWerkvoorraad`` of triage."""
    after = (True, True, True, 0, -3, BEFORE_ALL, UUID(int=0)) if deep else None
    shown = await triage.page(connection, scope, NOW.date(), after, _PAGE)
    await beside.read(connection, [one.signal_id for one in shown])
    await triage.count(connection, scope, NOW.date())


LOOKS: dict[str, dict[str, Look]] = {
    service: {"first page": partial(look, deep=False), "deep page": partial(look, deep=True)}
    for service, look in {"enrichment": _assess, "triage": _decide}.items()
}
"""By service, what one request asks of it."""
