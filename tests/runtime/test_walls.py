"""The wall in the database: an API's role reaches the rows in its scope, and without one none."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.database import api_of, owner_of, role_of
from deploy.roles import definition
from deploy.walls import OpenTableError, rules
from schemas.registry import SERVICES
from services.runtime.base.mandates import CHAIN
from services.runtime.base.scope import Scope
from services.runtime.base.walls import OPEN_IN_THE_RUNTIME, Walls
from tests.boundary.municipalities import tables
from tests.pipeline.authorisation import CASES, HERE, Of, cases

if TYPE_CHECKING:
    from tests.chain import Chain

WALLED = [service for service in SERVICES if definition(service).walls]
OF_CASES = [service for service in WALLED if service != "administration"]
EVERYWHERE = Scope(frozenset({"GM0268"}), "tester")


def _open(service: str) -> set[str]:
    walls = definition(service).walls
    return {*OPEN_IN_THE_RUNTIME, *(walls.open if walls else ())}


async def _tables(connection: asyncpg.Connection[asyncpg.Record], service: str) -> set[str]:
    names = "select relname from pg_class where relnamespace = $1::text::regnamespace and relkind = 'r'"
    return {row["relname"] for row in await connection.fetch(names, role_of(service))}


@pytest.mark.parametrize("service", WALLED)
async def test_every_table_of_a_case_is_walled_for_everybody(chain: Chain, service: str) -> None:
    async with chain.owner(service) as connection:
        forced = await connection.fetch(
            "select relname from pg_class where relnamespace = $1::text::regnamespace and relkind = 'r'"
            " and relrowsecurity and relforcerowsecurity",
            role_of(service),
        )
        policies = await connection.fetch(
            "select tablename, policyname, roles::text[] as roles, qual from pg_policies where schemaname = $1",
            role_of(service),
        )
        walled = await _tables(connection, service) - _open(service)
    assert {row["relname"] for row in forced} == walled
    made = {(row["tablename"], row["policyname"]): ({*row["roles"]}, row["qual"] == "true") for row in policies}
    assert made == {
        **{(table, "everything"): ({owner_of(service), role_of(service)}, True) for table in walled},
        **{(table, "reach"): ({api_of(service)}, False) for table in walled},
    }


@pytest.mark.parametrize("service", WALLED)
async def test_no_role_that_signs_in_passes_a_wall(chain: Chain, service: str) -> None:
    async with chain.owner(service) as connection:
        for role in (role_of(service), api_of(service)):
            rights = "select rolsuper or rolbypassrls from pg_roles where rolname = $1"
            assert await connection.fetchval(rights, role) is False
            owned = "select count(*) from pg_shdepend where refobjid = $1::text::regrole and deptype = 'o'"
            assert await connection.fetchval(owned, role) == 0
        views = await connection.fetch(
            "select relname, reloptions from pg_class where relnamespace = $1::text::regnamespace and relkind = 'v'",
            role_of(service),
        )
        assert [row["relname"] for row in views if "security_invoker=true" not in (row["reloptions"] or [])] == []


@pytest.mark.parametrize("service", OF_CASES)
async def test_without_a_scope_there_are_no_rows_also_after_one_that_failed(chain: Chain, service: str) -> None:
    await chain.at("enrichment", "analist", f"/signalen/{(await chain.report())['id']}")
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg", "ondermijnende-criminaliteit"], "riec", "zorgcoordinator")
    for partner in ("riec", "zorgcoordinator"):
        await chain.referral(signal_id, partner)
    async with chain.database(service, as_api=True) as connection:
        tables = await _tables(connection, service) - _open(service)
        assert await _rows(connection, tables) == dict.fromkeys(tables, 0)
        with pytest.raises(asyncpg.DivisionByZeroError):
            async with connection.transaction():
                await EVERYWHERE.enter(connection)
                assert await connection.fetchval("select count(*) from case_tenant")
                await connection.execute("select 1 / 0")
        assert await _rows(connection, tables) == dict.fromkeys(tables, 0)
        async with connection.transaction():
            await EVERYWHERE.enter(connection)
            assert await connection.fetchval("select count(*) from case_tenant")
        assert await _rows(connection, tables) == dict.fromkeys(tables, 0), "nor after one that did not"


@pytest.mark.parametrize("service", OF_CASES)
async def test_a_scope_shows_what_is_in_it_now_of_every_table(chain: Chain, service: str) -> None:
    """Whatever is asked for; of whose a case is, that it is in the scope and no more."""
    async with (
        cases(chain) as of_each,
        chain.owner(service) as owner,
        chain.database(service, as_api=True) as connection,
        connection.transaction(),
    ):
        await Scope(frozenset({HERE}), "niemand").enter(connection)
        for table, of in product(await tables(owner), CASES):
            about = " or ".join(f"{column} = any($1)" for column in table.ids)
            count, ids = f"select count(*) from {table.name} where {about}", [UUID(one) for one in of_each[of].ids]
            there, seen = [await one.fetchval(count, ids) for one in (owner, connection)]
            if of in (Of.EXPIRED, Of.OTHER, Of.REPORTED):
                assert seen == 0, table.name
            elif table.name == "case_tenant":
                assert 0 < seen <= there
            else:
                assert seen == there, table.name


PROPOSED = {
    "GM0268": ("aandachtfunctionaris", "GM0268"),
    "GM0252": ("accenthouder", "GM0252.burgerzaken"),
    CHAIN: ("normtijd", "zaak-beslissen"),
}


async def test_an_administrator_reaches_what_waits_for_his_own(chain: Chain) -> None:
    ids = {whose: uuid4() for whose in PROPOSED}
    async with chain.owner("administration") as owner:
        for whose, (kind, name) in PROPOSED.items():
            await owner.execute(
                "insert into proposal (change_id, kind, name, effective_on, value, reason, proposed_by, proposed_at)"
                " values ($1, $2, $3, current_date + 9, '{}', 'evaluatie', 'x', now())",
                *(ids[whose], kind, name),
            )
        try:
            async with chain.database("administration", as_api=True) as connection:
                for scope in (set[str](), {"GM0268"}, {CHAIN}, {"GM0252", "GM0268"}):
                    assert await _proposals(connection, scope) & {*ids.values()} == {ids[one] for one in scope}
                assert await connection.fetchval("select is_proposed($1)", ids[CHAIN])
        finally:
            await owner.execute("delete from proposal where change_id = any($1)", [*ids.values()])


async def _proposals(connection: asyncpg.Connection[asyncpg.Record], scope: set[str]) -> set[UUID]:
    async with connection.transaction():
        await Scope(frozenset(scope), "x").enter(connection)
        return {row["change_id"] for row in await connection.fetch("select change_id from proposal")}


async def _rows(connection: asyncpg.Connection[asyncpg.Record], tables: set[str]) -> dict[str, int]:
    return {table: await connection.fetchval(f"select count(*) from {table}") for table in tables}


async def test_who_reports_reaches_its_own_and_nobody_reaches_what_was_wiped(chain: Chain) -> None:
    signal_id = (await chain.report())["id"]
    count = "select count(*) from signal where signal_id = $1"
    async with chain.database("intake", as_api=True) as connection:
        for scope, found in (
            (Scope(frozenset(), "tester", as_reporter=True), 1),
            (Scope(frozenset(), "tester"), 0),
            (Scope(frozenset(), "iemand anders", as_reporter=True), 0),
            (Scope(frozenset(), "", as_reporter=True), 0),
        ):
            async with connection.transaction():
                await scope.enter(connection)
                assert await connection.fetchval(count, signal_id) == found
        async with chain.database("intake") as working:
            await working.execute("update signal set reported_by = '' where signal_id = $1", signal_id)
        assert await connection.fetchval(count, signal_id) == 0


def test_a_table_that_says_not_whose_it_is_is_refused() -> None:
    with pytest.raises(OpenTableError, match="notes"):
        rules(Walls(behind={}), {"signal", "notes"}, {"signal"})
    assert [*rules(Walls(behind={}), {"signal", "outbox"}, {"signal"})] == ["signal"]
