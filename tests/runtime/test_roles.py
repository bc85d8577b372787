"""What a service's working role may do at the database: with its tables what its code does with them, and no more."""

from __future__ import annotations

import ast
import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from deploy.database import DATABASE, DESK, api_of, owner_of, role_of, scratch_schema
from deploy.local.ports import HOST
from deploy.local.postgres import Postgres, admin_dsn
from deploy.roles import provision_database
from deploy.secrets import api_password, password_file
from schemas.registry import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.chain import Chain

_SERVICES = Path(__file__).parents[2] / "services"
_SHARED = ("runtime", "casework")
_REFERRALS = ("zorg-referral", "riec-referral")

_OF_THE_MIGRATOR = "migration"
_OF_A_TERM = "{term.table}"
_WRITES = {
    "INSERT": r"\binsert into ([\w{}.]+)",
    "UPDATE": r"\bupdate ([\w{}.]+)(?: (?:as )?\w+)? set\b",
    "DELETE": r"\bdelete from ([\w{}.]+)",
    "TRUNCATE": r"\btruncate (?:table )?([\w{}.]+)",
}
_UPSERT = r"\binsert into ([\w{}.]+)[^;]*? on conflict [^;]*?\bdo update set\b"


def _password(chain: Chain, service: str) -> str:
    return password_file(chain.root / "secrets", service).read_text("utf-8").strip()


async def _provision(chain: Chain, service: str) -> None:
    await provision_database(
        admin_dsn(chain.port("postgres")),
        {name: _password(chain, name) for name in (service, api_password(service))},
        admin_password=Postgres(chain.root).admin_password(),
    )


async def _administrator(chain: Chain) -> asyncpg.Connection[asyncpg.Record]:
    return await asyncpg.connect(
        admin_dsn(chain.port("postgres")), password=Postgres(chain.root).admin_password(), database=DATABASE
    )


async def _sign_in(chain: Chain, role: str, database: str) -> None:
    password = _password(chain, "intake")
    connection = await asyncpg.connect(
        host=HOST, port=chain.port("postgres"), user=role, database=database, password=password
    )
    await connection.close()


@pytest.mark.parametrize("database", ["postgres", "template1"])
async def test_no_service_gets_into_another_database(chain: Chain, database: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _sign_in(chain, role_of("intake"), database)


async def test_nobody_signs_in_as_an_owner(chain: Chain) -> None:
    await _sign_in(chain, role_of("intake"), DATABASE)
    with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)):
        await _sign_in(chain, owner_of("intake"), DATABASE)
    async with chain.owner("intake") as connection:
        names = "select rolname from pg_roles where rolcanlogin"
        assert {row["rolname"] for row in await connection.fetch(names)} == {
            "postgres",
            *map(role_of, SERVICES),
            *map(api_of, SERVICES),
            DESK,
        }


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_keeps_within_its_schema_its_connections_and_its_time(chain: Chain, service: str) -> None:
    async with chain.database(service) as connection:
        for statement in (
            "select lo_create(0)",
            "select lo_from_bytea(0, 'x')",
            "create table public.elsewhere (n integer)",
            "create schema elsewhere",
            "create temporary table beside (n integer)",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        limit = await connection.fetchval("select rolconnlimit from pg_roles where rolname = current_user")
        of_its_api = await connection.fetchval("select rolconnlimit from pg_roles where rolname = $1", api_of(service))
        everybody = (limit + of_its_api) * len(SERVICES)
        assert 0 < of_its_api < limit < everybody < int(await connection.fetchval("show max_connections"))
        assert await connection.fetchval("show statement_timeout") == "10min"
        assert await connection.fetchval("show idle_in_transaction_session_timeout") == "2min"
        kept_alive = [
            await connection.fetchval(f"show tcp_keepalives_{what}") for what in ("idle", "interval", "count")
        ]
        assert kept_alive == ["10", "5", "3"], "who is gone gives up its locks within half a minute"


@pytest.mark.parametrize("service", SERVICES)
async def test_the_desk_reaches_the_tables_of_no_service(chain: Chain, service: str) -> None:
    async with chain.database(DESK) as connection:
        for table in ("migration", "outbox", "inbox"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select 1 from {role_of(service)}.{table}")
    async with chain.database(service) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("select 1 from desk.session")


@pytest.mark.parametrize("service", SERVICES)
async def test_a_working_role_changes_no_table_rule_or_right(chain: Chain, service: str) -> None:
    role, owner = role_of(service), owner_of(service)
    async with chain.database(service) as connection:
        for statement in (
            "create table mine (n integer)",
            "create view seen as select 1 as n",
            "create index on outbox (topic)",
            "create function f() returns integer language sql return 1",
            "create trigger t before insert on outbox for each row execute function any_function()",
            "create rule r as on insert to outbox do instead nothing",
            "create policy p on outbox",
            "alter table outbox disable trigger all",
            "alter table outbox drop constraint outbox_pkey",
            "alter table outbox enable row level security",
            f"alter table outbox owner to {role}",
            f"alter schema {role} owner to {role}",
            f"alter schema {role} rename to gone",
            "drop table inbox",
            "drop index outbox_waiting",
            f"drop schema {role} cascade",
            "truncate outbox",
            "lock table migration in exclusive mode",
            "insert into migration (name) values ('9999')",
            "delete from migration",
            "delete from inbox",
            "update inbox set handled_at = now()",
            "update count_statement set events = 0",
            "alter sequence outbox_position_seq restart",
            "select setval('outbox_position_seq', 1)",
            f"grant {owner} to {role}",
            f"set role {owner}",
            "set role postgres",
            "set session authorization postgres",
            "set session_replication_role to replica",
            f"reassign owned by {owner} to {role}",
            f"drop owned by {owner}",
            f"alter role {role} createrole",
            f"alter role {owner} password 'known'",
            "create role another",
            "copy outbox to program 'true'",
        ):
            async with _undone(connection):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
        await connection.execute("grant select on outbox to public")  # which the server answers with a warning
        assert not await connection.fetchval("select has_table_privilege('public', 'outbox', 'select')")


class _undone:  # noqa: N801 - used as a statement
    """Whatever was done in it did not happen, also what should have been refused."""

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        self._transaction = connection.transaction()

    async def __aenter__(self) -> None:
        await self._transaction.start()

    async def __aexit__(self, *_: object) -> None:
        await self._transaction.rollback()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_working_role_may_do_to_a_table_what_its_code_does(chain: Chain, service: str) -> None:
    async with chain.owner(service) as connection:
        used = await _used(connection, service)
        for role in (role_of(service), api_of(service)):
            assert await _privileges(connection, service, role) == used


async def test_what_is_logged_and_handled_is_only_added_to(chain: Chain) -> None:
    async with chain.owner("audit") as connection:
        may = await _privileges(connection, "audit")
    for table in ("record", "log_entry", "inbox", "count_statement", "issuer"):
        assert may[table] == {"SELECT", "INSERT"}
    assert "DELETE" not in may["checkpoint"] | may["tile"] | may["log_head"]


@pytest.mark.parametrize("service", SERVICES)
async def test_a_working_role_owns_nothing_and_is_nobody_else(chain: Chain, service: str) -> None:
    role = role_of(service)
    async with chain.owner(service) as connection:
        owned = "select count(*) from pg_shdepend where refobjid = $1::text::regrole and deptype = 'o'"
        assert await connection.fetchval(owned, role) == 0
        assert await connection.fetchval(owned, owner_of(service)) > 0
        member = "select count(*) from pg_auth_members where $1::text::regrole in (member, roleid)"
        assert await connection.fetchval(member, role) == 0
        assert await connection.fetchval(member, owner_of(service)) == 0
        functions = "select proname from pg_proc where pronamespace = $1::text::regnamespace"
        may = f"{functions} and has_function_privilege($1, oid, 'execute')"
        executed = {row["proname"] for row in await connection.fetch(may, role)}
        walls = {"is_somebodys", "share_case", "end_share", "flow"}
        own = {
            "audit": {"named_in", "note_case"},
            "administration": {"is_proposed"},
            "intake": {*walls, "waiting"},
            **{desk: {*walls, "on_desk"} for desk in ("enrichment", "triage")},
        }
        assert executed == own.get(service, walls)


async def test_a_new_function_is_for_nobody_but_its_owner(chain: Chain) -> None:
    async with chain.owner("triage") as connection, _undone(connection):
        await connection.execute("create function f() returns integer language sql return 1")
        assert not await connection.fetchval("select has_function_privilege('triage', 'f()', 'execute')")


async def test_an_installation_whose_roles_owned_their_tables_is_handed_over_while_it_works(chain: Chain) -> None:
    """As it was until the end of November 2026, and what somebody gave away by hand since."""
    administrator = await _administrator(chain)
    async with chain.owner("triage") as connection:
        right = await _privileges(connection, "triage")
    try:
        await administrator.execute(
            "reassign owned by triage_owner to triage; grant triage_owner to triage; alter role triage createrole;"
            "grant all on triage.inbox to triage; grant select on triage.outbox to public;"
            "revoke create on schema triage from triage; revoke all on triage.migration from triage;"
            "grant usage on schema triage to public, intake; grant update (value) on triage.outbox to intake;"
        )
        working = asyncio.create_task(_works(chain, "triage"))
        try:
            await _provision(chain, "triage")
            await _provision(chain, "triage")
        finally:
            working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
    finally:
        await _provision(chain, "triage")
        await administrator.close()
    async with chain.owner("triage") as connection:
        assert await _privileges(connection, "triage") == right
        assert not await connection.fetchval("select rolcreaterole from pg_roles where rolname = 'triage'")
        assert not await connection.fetchval("select pg_has_role('triage', 'triage_owner', 'member')")
        assert not await connection.fetchval("select has_schema_privilege('intake', 'triage', 'usage')")
        assert not await connection.fetchval("select has_any_column_privilege('intake', 'triage.outbox', 'update')")
        owners = await connection.fetch("select distinct tableowner from pg_tables where schemaname = 'triage'")
        assert [row["tableowner"] for row in owners] == ["triage_owner"]


async def _works(chain: Chain, service: str) -> None:
    """As a worker does, without end."""
    async with chain.database(service) as connection:
        while True:
            async with _undone(connection):
                await connection.execute("insert into inbox (source, event_id) values ('', gen_random_uuid())")
                await connection.execute("update outbox set sent_at = sent_at where false")


async def test_a_scratch_schema_is_of_a_role_that_reaches_nothing_else(chain: Chain) -> None:
    admin, password = admin_dsn(chain.port("postgres")), Postgres(chain.root).admin_password()
    async with scratch_schema(admin, "intake", admin_password=password) as connection:
        name = await connection.fetchval("select current_user")
        await connection.execute("create table mine (n integer); alter table mine add column m integer")
        for schema in ("intake", "audit"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select from {schema}.outbox")
        assert name == await connection.fetchval("select current_schema()")
    administrator = await _administrator(chain)
    try:
        assert not await administrator.fetchval("select count(*) from pg_roles where rolname = $1", name)
        assert not await administrator.fetchval("select count(*) from pg_namespace where nspname = $1", name)
    finally:
        await administrator.close()


# --- what is granted, and what the code does


async def _privileges(
    connection: asyncpg.Connection[asyncpg.Record], service: str, role: str | None = None
) -> dict[str, set[str]]:
    """Of each table and view: what the role, or the working one, may do with it, its columns, or as anybody."""
    rows = await connection.fetch(
        """
        select c.relname as name, array(
            select distinct a.privilege_type from (
                select c.relacl as acl union all select attacl from pg_attribute where attrelid = c.oid
            ) given, aclexplode(given.acl) a where a.grantee in (0, $2::text::regrole)
        ) as may
        from pg_class c where c.relnamespace = $1::text::regnamespace and c.relkind in ('r', 'v')
        """,
        role_of(service),
        role or role_of(service),
    )
    return {row["name"]: set(row["may"]) for row in rows}


async def _used(connection: asyncpg.Connection[asyncpg.Record], service: str) -> dict[str, set[str]]:
    """The same, as the statements in the service's code and in what it shares need it; everything is read."""
    tables = await connection.fetch(
        "select relname as name, exists (select from pg_attribute where attrelid = c.oid and attname = 'escalated_at')"
        " as has_term from pg_class c where relnamespace = $1::text::regnamespace and relkind in ('r', 'v')",
        role_of(service),
    )
    used = {str(row["name"]): {"SELECT"} for row in tables}
    terms = [row["name"] for row in tables if row["has_term"]]
    for verb, named in _statements(service):
        for table in terms if named == _OF_A_TERM else [named]:
            assert "{" not in table, f"{service}: {verb} of {table}: say which table in the statement itself"
            if table in used and table != _OF_THE_MIGRATOR:
                used[table].add(verb)
    return used


def _statements(service: str) -> Iterator[tuple[str, str]]:
    """What is done to which table, in each text of each file."""
    rooms = [role_of(service), *_SHARED, *(["referral"] if service in _REFERRALS else [])]
    for path in [path for room in rooms for path in (_SERVICES / room).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "copy_records_to_table":
                assert isinstance(node.args[0], ast.Constant)
                yield "INSERT", str(node.args[0].value)
            text = " ".join(_text(node).split())
            for verb, pattern in _WRITES.items():
                for found in re.finditer(pattern, text, re.IGNORECASE):
                    yield verb, found[1]
            for found in re.finditer(_UPSERT, text, re.IGNORECASE):
                yield "UPDATE", found[1]


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            f"{{{ast.unparse(p.value)}}}" if isinstance(p, ast.FormattedValue) else _text(p) for p in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
