"""Registers' budgets on real tables, shared by workers, and one that is away beside one that is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest_asyncio

from services import enrichment
from services.casework.retention import MIGRATIONS
from services.enrichment import store
from services.enrichment.budget import store as budget_store
from services.enrichment.budget.domain import Limits
from services.enrichment.domain import AddressState, CompanyState, Residents, ResidentsState
from services.enrichment.registers.lookup import lease
from services.runtime.base.database import migrate
from tests.unit.cases import signal

if TYPE_CHECKING:
    from services.runtime.base.database import Connection, Pool

LIMITS = Limits(per_second=50, per_day=1000)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def tables(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, [MIGRATIONS, Path(enrichment.__file__).parent / "migrations"])
    return pool


async def waiting(connection: Connection, count: int) -> None:
    both = (NOW, signal(), AddressState.PENDING, CompanyState.PENDING, None)
    await store.add_signals(connection, [(uuid4(), *both) for _ in range(count)])


async def leased(connection: Connection, now: datetime) -> list[UUID]:
    return [signal_id for signal_id, *_ in await lease(connection, "bag", LIMITS, "address", now)]


async def test_workers_share_a_second_of_the_register(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        await waiting(connection, LIMITS.per_second + 5)
        at_once = [len(await leased(connection, NOW)) for _ in range(4)]
        assert at_once == [20, 20, 10, 0]
        assert len(await leased(connection, NOW + timedelta(seconds=1))) == 5
        used = await budget_store.find(connection, "bag")
        assert (used.in_second, used.on_day) == (5, LIMITS.per_second + 5)


async def test_the_brp_is_asked_once_the_bag_knows_the_address(tables: Pool) -> None:
    async def asked(connection: Connection) -> list[str | None]:
        return [question.address_id for _, question, _ in await lease(connection, "brp", LIMITS, "residents", NOW)]

    async with tables.acquire() as connection, connection.transaction():
        await waiting(connection, 2)
        assert await asked(connection) == []
        known, unknown = await leased(connection, NOW)
        await store.save_address(connection, known, AddressState.KNOWN, "Waalkade 1", "0268200000366054")
        await store.seek_residents(connection, known, AddressState.KNOWN)
        await store.save_address(connection, unknown, AddressState.UNKNOWN, None, None)
        await store.seek_residents(connection, unknown, AddressState.UNKNOWN)
        assert await asked(connection) == ["0268200000366054"]
        await store.save_residents(connection, known, ResidentsState.KNOWN, Residents(9, 2))
        states = await connection.fetch("select residents_state, residents, residents_minor from signal order by 1")
        assert [tuple(row) for row in states] == [("bekend", 9, 2), ("geen-adres", None, None)]


async def test_a_register_that_wants_patience_is_asked_nothing_by_anybody(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        await waiting(connection, 1)
        await budget_store.find(connection, "bag")
        await budget_store.wait(connection, "bag", NOW + timedelta(seconds=30))
        await budget_store.wait(connection, "bag", NOW + timedelta(seconds=10))
        assert await leased(connection, NOW + timedelta(seconds=29)) == []
        ((signal_id, _, _),) = await lease(connection, "kvk", LIMITS, "company", NOW)  # the other one goes on
        assert await leased(connection, NOW + timedelta(seconds=30)) == [signal_id]
        await store.postpone_lookup(connection, "address", signal_id, timedelta(0), 0)
        row = await connection.fetchrow("select address_attempts, company_attempts from signal")
        assert row
        assert tuple(row) == (0, 1)
