"""The desks with a backlog of fourteen municipalities: what fills them, and what a look at each asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from schemas.codes.municipality import NAMES
from services.casework.retention import store as retention
from services.enrichment import worklist as enrichment
from services.enrichment.objects import store as links
from services.intake.waiting import store as waiting
from services.triage.agenda import store as agenda
from services.triage.worklist import beside
from services.triage.worklist import store as triage
from tests.unit.cases import signal

if TYPE_CHECKING:
    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope


class Look(Protocol):
    """What one request asks."""

    async def __call__(self, connection: Connection, *, scope: Scope) -> None: ...


class _DeepLook(Protocol):
    """The same, on its first page or one deep in the list."""

    async def __call__(self, connection: Connection, *, scope: Scope, deep: bool) -> None: ...


_PAGE = 101
NOW = datetime.now(UTC)
BEFORE_ALL = NOW - timedelta(days=1000)
TOWNS = [*NAMES]

_HELD = """
    insert into hold (hold_id, signal_id, explanation, placed_by, placed_at, lifted_at)
    select md5('h' || n)::uuid, md5('s' || n)::uuid, '', 'x', now() - n * interval '1 minute',
        case when n / 14 % 2 = 0 then now() end
    from generate_series(1, $1::integer) n where $2::jsonb is not null and $3::text[] is not null
"""
_FILL = {
    "intake": (
        """
        insert into signal (signal_id, reported_by, municipality, status, received_at, status_since, escalated_at)
        select md5('s' || n)::uuid, 'x', ($3::text[])[1 + n % 14], 'meldcode-stappen-nodig', now(),
            now() - n * interval '1 minute', case when n / 14 % 2 = 0 then now() end
        from generate_series(1, $1::integer) n where $2::jsonb is not null
        """,
        "insert into case_tenant select signal_id, municipality, 'gemeld', now() from signal"
        " where $1::integer > 0 and $2::jsonb is not null and $3::text[] is not null on conflict do nothing",
    ),
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
        """
        insert into agenda_item (item_id, signal_id, case_table, held_on, participants, state, put_on_by)
        select md5('a' || n)::uuid, md5('s' || n)::uuid, 'mdo-mensenhandel', current_date + 30 + n % 300, '{}',
            'geagendeerd', 'x'
        from generate_series(1, $1::integer) n where $2::jsonb is not null and $3::text[] is not null
        """,
        _HELD,
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


async def _wait(connection: Connection, *, scope: Scope, deep: bool, mark: waiting.Mark | None) -> None:
    """As ``toonWachtend``."""
    after = (NOW - timedelta(days=5), UUID(int=0)) if deep else None
    await waiting.page(connection, scope, after, _PAGE, mark)
    await waiting.count(connection, mark)


async def _meet(connection: Connection, *, scope: Scope, deep: bool) -> None:
    """A page of ``toonAgenda``."""
    after = (NOW.date() + timedelta(days=100), UUID(int=0)) if deep else None
    await agenda.open_items(connection, scope, after, _PAGE)


async def _hold(connection: Connection, *, scope: Scope, deep: bool, lifted: bool) -> None:
    """A page of ``toonVernietigingsstops``."""
    after = (NOW - timedelta(days=5), UUID(int=0)) if deep else None
    await retention.holds(connection, scope, after, _PAGE, lifted=lifted)


_LISTS: dict[str, dict[str, _DeepLook]] = {
    "enrichment": {"worklist": _assess},
    "intake": {"waiting": partial(_wait, mark=None), "late": partial(_wait, mark=waiting.Mark.LATE)},
    "triage": {
        "worklist": _decide,
        "agendas": _meet,
        "holds": partial(_hold, lifted=False),
        "lifted holds": partial(_hold, lifted=True),
    },
}
LOOKS: dict[str, dict[str, Look]] = {
    service: {
        f"{'deep' if deep else 'first'} page of {name}": partial(look, deep=deep)
        for name, look in lists.items()
        for deep in (False, True)
    }
    for service, lists in _LISTS.items()
}
"""By service, what one request asks of it."""
