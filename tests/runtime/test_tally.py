"""What lies on a desk is what its tally says, whatever happened to it and however many did it at once."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from services.casework.retention import store as retention
from services.casework.tenancy import store as tenancy
from services.enrichment import worklist as enrichment
from services.enrichment.service import SERVICE as ENRICHMENT
from services.intake.service import SERVICE as INTAKE
from services.intake.waiting import store as waiting
from services.runtime.base.counted import COUNTED
from services.runtime.base.database import migrate
from services.runtime.base.scope import Scope
from services.triage.service import SERVICE as TRIAGE
from services.triage.worklist import store as triage
from tests.runtime.test_scope import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.runtime.base.database import Connection, Pool
    from services.runtime.definition import Service

TOWNS = ("GM0268", "GM0252")
SCOPE = Scope(frozenset(TOWNS), "tester")

COUNTED_ANEW = {
    "enrichment": """
        select municipality, count(*), bit_xor(uuid_hash_extended(signal_id, strength)), count(escalated_at),
            count(reopened_at)
        from signal where state = 'te-beoordelen' or (state = 'bij-melder' and escalated_at is not null)
        group by 1 order by 1
    """,
    "triage": """
        select municipality, count(*), bit_xor(uuid_hash_extended(signal_id, strength)), 0::bigint, 0::bigint
        from signal_case where state = 'te-beslissen' group by 1 order by 1
    """,
    "intake": """
        select municipality, count(*), 0::bigint, count(escalated_at), 0::bigint from signal
        where status in ('meldcode-stappen-nodig', 'meer-informatie-gevraagd') group by 1 order by 1
    """,
}
TALLY = """
    select tenant, sum(count)::bigint, bit_xor(change), sum(late)::bigint, sum(reopened)::bigint from tally
    group by 1 having sum(count) <> 0 or bit_xor(change) <> 0 or sum(late) <> 0 or sum(reopened) <> 0 order by 1
"""
ARRIVE = {
    "enrichment": """
        insert into signal (signal_id, state, state_since, received_at, content, address_state, residents_state,
            company_state, municipality, strength)
        select id, 'te-beoordelen', now(), now(), '{}', 'bekend', 'niet-gevraagd', 'bekend', $2, 3
        from unnest($1::uuid[]) id
    """,
    "triage": """
        insert into signal_case (signal_id, municipality, state, arrived_at) select id, $2, 'te-beslissen', now()
        from unnest($1::uuid[]) id
    """,
    "intake": """
        insert into signal (signal_id, reported_by, municipality, status, received_at, status_since)
        select id, 'x', $2, 'meldcode-stappen-nodig', now(), now() from unnest($1::uuid[]) id
    """,
}
CHANGES = {
    "enrichment": (
        "update signal set state = 'versterkt'",
        "update signal set state = 'te-beoordelen'",
        "update signal set state = 'bij-melder'",
        "update signal set strength = strength + 1",
        "update signal set escalated_at = now()",
        "update signal set escalated_at = null",
        "update signal set reopened_at = now(), state = 'te-beoordelen'",
        "update signal set linked_with = 'x'",
        "delete from signal",
    ),
    "triage": (
        "update signal_case set state = 'besloten'",
        "update signal_case set state = 'te-beslissen'",
        "update signal_case set strength = strength + 1",
        "update signal_case set personal = null",
        "delete from signal_case",
    ),
    "intake": (
        "update signal set status = 'ontvangen'",
        "update signal set status = 'meer-informatie-gevraagd'",
        "update signal set escalated_at = now()",
        "update signal set escalated_at = null",
        "delete from signal",
    ),
}
COUNT: dict[str, Callable[[Connection], Awaitable[int]]] = {
    "enrichment": lambda connection: enrichment.count(connection, SCOPE),
    "triage": lambda connection: triage.count(connection, SCOPE, NOW.date()),
    "intake": waiting.count,
}
SERVICES: tuple[Service, ...] = (ENRICHMENT, INTAKE, TRIAGE)


async def holds(connection: Connection, service: str) -> None:
    kept, there = [[tuple(row) for row in await connection.fetch(query)] for query in (TALLY, COUNTED_ANEW[service])]
    assert kept == there


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_a_tally_is_what_counting_would_give(pool: Pool, service: Service) -> None:
    chance = random.Random(20)
    ids: list[UUID] = []
    async with pool.acquire() as connection:
        await migrate(connection, service.migrations)
        for _ in range(90):
            if chance.random() < 0.3 or not ids:
                new = [uuid4() for _ in range(chance.randint(1, 4))]
                ids += new
                await connection.execute(ARRIVE[service.name], new, chance.choice(TOWNS))
            else:
                some = chance.sample(ids, chance.randint(1, min(len(ids), 5)))
                change = chance.choice(CHANGES[service.name])
                await connection.execute(f"{change} where signal_id = any($1)", some)
            await holds(connection, service.name)
        async with connection.transaction():
            await SCOPE.enter(connection)
            there = await COUNT[service.name](connection)
        assert there == sum(row[1] for row in await connection.fetch(COUNTED_ANEW[service.name])) > 0


async def test_those_who_change_a_desk_at_once_wait_for_nobody_and_all_count(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, TRIAGE.migrations)
    async with pool.acquire() as one, pool.acquire() as other:
        await one.execute(ARRIVE["triage"], [uuid4()], TOWNS[0])
        async with one.transaction():
            await one.execute(ARRIVE["triage"], [uuid4()], TOWNS[0])
            async with asyncio.timeout(20), other.transaction():  # in whose way the first would stand
                await other.execute(ARRIVE["triage"], [uuid4(), uuid4()], TOWNS[0])
        undone = one.transaction()
        await undone.start()
        await one.execute(ARRIVE["triage"], [uuid4()], TOWNS[0])
        await undone.rollback()
        await holds(other, "triage")
        assert await other.fetchval("select sum(count) from tally") == 4
        for _ in range(5):
            await other.execute(ARRIVE["triage"], [uuid4()], TOWNS[0])
        assert await other.fetchval("select count(*) from tally") == 2, "a line for each who was busy at one time"


async def test_a_change_that_moves_nothing_writes_nothing(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, ENRICHMENT.migrations)
        await connection.execute(ARRIVE["enrichment"], [uuid4()], TOWNS[0])
        before = await connection.fetchval("select xmin::text from tally")
        await connection.execute("update signal set linked_with = 'x'")
        assert await connection.fetchval("select xmin::text from tally") == before


async def test_a_list_that_is_no_worklist_is_counted_so_far(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, TRIAGE.migrations)
        await connection.execute(
            "insert into hold (hold_id, signal_id, reason, placed_by, placed_at)"
            " select gen_random_uuid(), gen_random_uuid(), 'klacht', 'x', now() from generate_series(1, $1)",
            COUNTED + 5,
        )
        for row in await connection.fetch("select signal_id from hold"):
            await tenancy.belongs(connection, row["signal_id"], TOWNS[0], NOW)
        assert await retention.count_holds(connection, SCOPE, lifted=False) == COUNTED
        await connection.execute("delete from hold where signal_id in (select signal_id from hold limit 9)")
        assert await retention.count_holds(connection, SCOPE, lifted=False) == COUNTED - 4
