"""Registers' budgets on real tables, shared by workers, and one that is away beside one that is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest_asyncio
from structlog.testing import capture_logs

from schemas.codes.register import BaseRegister, LookupState
from schemas.events.acts import itself
from schemas.events.acts.enrichment import AddressLookedUp, ResidentsLookedUp
from services import enrichment
from services.enrichment import store
from services.enrichment.budget import store as budget_store
from services.enrichment.budget.domain import Limits
from services.enrichment.registers.acts import look_up_address, look_up_residents
from services.enrichment.registers.domain import Addresses, Lookup, Refusal, Residents
from services.enrichment.registers.lookup import RESIDENTS, lease, look_up
from services.enrichment.registers.register import (
    NotUnderstoodError,
    Question,
    RefusedError,
    RegisterUnavailableError,
)
from services.enrichment.service import SERVICE
from services.runtime.base import metrics
from services.runtime.base.database import migrate
from tests.unit.cases import signal

if TYPE_CHECKING:
    from prometheus_client import Counter

    from services.runtime.base.database import Connection, Pool

LIMITS = Limits(per_second=50, per_day=1000)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def tables(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    return pool


async def waiting(connection: Connection, count: int) -> None:
    both = (NOW, signal(), LookupState.BUSY, LookupState.BUSY, None)
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
        by = itself("enrichment", NOW)
        act = AddressLookedUp(**by, signal_id=known, known=True, state=LookupState.FOUND)
        await look_up_address(connection, act, Addresses(("Waalkade 1",), "0268200000366054"))
        act = AddressLookedUp(**by, signal_id=unknown, known=False, state=LookupState.NOT_FOUND)
        await look_up_address(connection, act, None)
        assert await asked(connection) == ["0268200000366054"]
        act = ResidentsLookedUp(**by, signal_id=known, known=True, state=LookupState.FOUND)
        await look_up_residents(connection, act, Residents(9, 2, 1))
        states = await connection.fetch(
            "select residents_state, residents, residents_minor, residents_of_unknown_age from signal order by 1"
        )
        assert [tuple(row) for row in states] == [("bekend", 9, 2, 1), ("niet-gevraagd", None, None, None)]


async def test_the_brp_is_not_asked_about_an_address_that_may_be_several(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        await waiting(connection, 1)
        (signal_id,) = await leased(connection, NOW)
        act = AddressLookedUp(**itself("enrichment", NOW), signal_id=signal_id, known=True, identified=False)
        await look_up_address(connection, act, Addresses(("Waalkade 1", "Waalkade 1"), None))
        found = await store.find(connection, signal_id)
        assert found
        assert found.findings.addresses == ("Waalkade 1", "Waalkade 1")
        assert found.findings.lookups[BaseRegister.BAG] == Lookup(LookupState.FOUND, NOW)
        assert found.findings.lookups[BaseRegister.BRP] == Lookup(LookupState.NOT_ASKED, NOW)
        assert await lease(connection, "brp", LIMITS, "residents", NOW) == []


async def test_all_requests_of_a_lookup_are_paid_before_the_first(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        await waiting(connection, 20)
        few = Limits(per_second=10, per_day=1000, per_lookup=3)
        assert [len(await lease(connection, "bag", few, "address", NOW)) for _ in range(2)] == [3, 0]
        assert (await budget_store.find(connection, "bag")).in_second == 9


class Answers:
    """A register with this answer, or this error."""

    name = BaseRegister.BRP
    limits = LIMITS

    def __init__(self, answer: Residents | Exception) -> None:
        self._answer = answer

    async def find(self, question: Question) -> Residents | None:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    async def close(self) -> None: ...


async def residents_of(pool: Pool, answer: Residents | Exception, earlier: int) -> Lookup:
    """What became of the one signal there is."""
    async with pool.acquire() as connection:
        signal_id: UUID = await connection.fetchval("select signal_id from signal")
    await look_up(pool, Answers(answer), RESIDENTS, [(signal_id, Question(signal(), "0268200000366054"), earlier)])
    async with pool.acquire() as connection, connection.transaction():
        found = await store.find(connection, signal_id)
    assert found
    return found.findings.lookups[BaseRegister.BRP]


def value(counter: Counter) -> float:
    (sample, *_) = (sample for metric in counter.collect() for sample in metric.samples)
    return sample.value


async def in_how_long(pool: Pool) -> float:
    async with pool.acquire() as connection:
        return await connection.fetchval("select extract(epoch from residents_after - now())::float8 from signal")


async def test_what_is_not_understood_is_asked_ever_less_often_and_read_at_last(tables: Pool) -> None:
    async with tables.acquire() as connection:
        await waiting(connection, 1)
    unforeseen = UnicodeError("nobody foresaw this")
    for earlier, pause, error in ((0, 300, NotUnderstoodError()), (1, 600, unforeseen), (20, 86_400, unforeseen)):
        lookup = await residents_of(tables, error, earlier)
        assert lookup.state is LookupState.NOT_UNDERSTOOD
        assert lookup.at
        assert lookup.again_at
        assert pause - 30 < await in_how_long(tables) <= pause
    async with tables.acquire() as connection:
        assert await lease(connection, "brp", LIMITS, "residents", NOW) == []
        await connection.execute("update signal set residents_after = now()")
        assert len(await lease(connection, "brp", LIMITS, "residents", NOW)) == 1
    found = await residents_of(tables, Residents(3, 0, 2), 3)
    assert (found.state, found.again_at) == (LookupState.FOUND, None)


async def test_a_refusal_of_the_question_is_asked_no_more_and_one_of_the_caller_is(tables: Pool) -> None:
    async with tables.acquire() as connection:
        await waiting(connection, 1)
    counted = metrics.REGISTER_ANSWERS.labels("brp", "geweigerd")
    before = value(counted)
    with capture_logs() as logged:
        refused = await residents_of(tables, RefusedError(400, Refusal("tooManyResults", 30)), 0)
    assert logged == [
        {"event": "register refused", "reason": "brp tooManyResults", "status": 400, "log_level": "warning"}
    ]
    assert value(counted) == before + 1
    assert (refused.state, refused.refusal, refused.more_than) == (LookupState.REFUSED, "tooManyResults", 30)
    assert refused.at
    assert refused.again_at is None
    refused = await residents_of(tables, RefusedError(403, Refusal("unauthorizedField")), 0)
    assert (refused.state, refused.refusal, refused.more_than) == (LookupState.REFUSED, "unauthorizedField", None)
    assert refused.again_at
    async with tables.acquire() as connection:
        acts = await connection.fetch("select value from outbox where topic = 'trail.enrichment' order by position")
    told = [json.loads(row["value"])["data"] for row in acts]
    assert [(act["known"], act["state"], act["refusal"]) for act in told] == [
        (False, "geweigerd", "tooManyResults"),
        (False, "geweigerd", "unauthorizedField"),
    ]
    assert told[0]["more_than"] == 30


async def test_a_register_that_is_away_leaves_the_question_open(tables: Pool) -> None:
    async with tables.acquire() as connection:
        await waiting(connection, 1)
    lookup = await residents_of(tables, RegisterUnavailableError(), 40)
    assert lookup.state is LookupState.BUSY
    assert 0 < await in_how_long(tables) <= 900


async def test_what_an_earlier_release_called_unknown_is_asked_again(pool: Pool) -> None:
    migrations = Path(enrichment.__file__).parent / "migrations"
    before = [file.name for file in sorted(migrations.iterdir()) if file.name < "0010"]
    content = signal().model_dump_json()
    async with pool.acquire() as connection:
        for name in before:
            await connection.execute((migrations / name).read_text("utf-8"))
        for state, content_of, residents in (
            ("te-beoordelen", content, "geen-adres"),
            ("doorgezet", content, "geen-adres"),
            ("te-beoordelen", None, "geen-adres"),
        ):
            await connection.execute(
                "insert into signal (signal_id, state, received_at, content, address_state, company_state,"
                " residents_state) values (gen_random_uuid(), $1, now(), $2, 'onbekend', 'geen-kvk-nummer', $3)",
                state,
                content_of,
                residents,
            )
        await connection.execute((migrations / "0010_answers.sql").read_text("utf-8"))
        rows = await connection.fetch(
            "select state, address_state, company_state, residents_state, address_after < 'infinity' as open"
            " from signal order by state, address_state"
        )
    assert [tuple(row) for row in rows] == [
        ("doorgezet", "niet-gevonden", "niet-gevraagd", "niet-gevraagd", False),
        ("te-beoordelen", "niet-gevonden", "niet-gevraagd", "niet-gevraagd", False),
        ("te-beoordelen", "wordt-opgezocht", "niet-gevraagd", "niet-gevraagd", True),
    ]


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
