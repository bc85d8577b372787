"""Migrations: whole or not at all, once, by one migrator at a time; and which failures pass."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import pytest

from services.runtime.base.database import is_transient, migrate

if TYPE_CHECKING:
    from pathlib import Path

    from services.runtime.base.database import Pool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    migrations = tmp_path / "service" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_first.sql").write_text("create table first (n integer);", "utf-8")
    return migrations


async def _migrate(pool: Pool, folder: Path) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, [folder])


async def test_a_migration_is_applied_once(pool: Pool, folder: Path) -> None:
    for _ in range(2):
        await _migrate(pool, folder)
    assert await pool.fetchval("select count(*) from migration where name = 'service/0001_first.sql'") == 1


@pytest.mark.parametrize("flaw", ["select 1 / 0", "alter table migration rename to unrecorded"])
async def test_half_a_migration_leaves_nothing_and_goes_on_when_mended(pool: Pool, folder: Path, flaw: str) -> None:
    """Also where the migration itself holds but can't be recorded: then it would be tried again for ever."""
    broken = folder / "0002_second.sql"
    broken.write_text(f"create table second (n integer); {flaw};", "utf-8")
    async with pool.acquire() as connection:
        with pytest.raises((asyncpg.DivisionByZeroError, asyncpg.UndefinedTableError)):
            await migrate(connection, [folder])
        await connection.execute("select pg_advisory_unlock_all()")
    assert await pool.fetchval("select to_regclass('second')") is None
    broken.write_text("create table second (n integer);", "utf-8")
    await _migrate(pool, folder)
    assert await pool.fetchval("select count(*) from second") == 0


async def test_migrators_wait_for_each_other(pool: Pool, folder: Path) -> None:
    (folder / "0001_first.sql").write_text("select pg_sleep(0.2); create table first (n integer);", "utf-8")
    await asyncio.gather(*(_migrate(pool, folder) for _ in range(3)))
    assert await pool.fetchval("select count(*) from migration where name = 'service/0001_first.sql'") == 1


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"), True),
        (asyncpg.InterfaceError("cannot perform operation: another operation is in progress"), True),
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.InterfaceError("the server expects 1 argument for this query, 2 were passed"), False),
        (asyncpg.UniqueViolationError("duplicate key"), False),
        (asyncpg.SerializationError("could not serialize"), True),
        (ConnectionResetError(), True),
        (KeyError("x"), False),
    ],
)
def test_a_connection_that_broke_is_no_defect_of_the_event(error: Exception, *, passes: bool) -> None:
    assert is_transient(error) is passes
