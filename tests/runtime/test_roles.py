"""What a service's role may at the database, beside its own schema: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import pytest

from deploy.database import role_of
from deploy.local.ports import HOST
from deploy.secrets import password_file
from schemas.registry import SERVICES

if TYPE_CHECKING:
    from tests.chain import Chain


@pytest.mark.parametrize("database", ["postgres", "template1"])
async def test_no_service_gets_into_another_database(chain: Chain, database: str) -> None:
    password = password_file(chain.root / "secrets", "intake").read_text("utf-8").strip()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(
            host=HOST, port=chain.port("postgres"), user=role_of("intake"), database=database, password=password
        )


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
        assert 0 < limit * len(SERVICES) < int(await connection.fetchval("show max_connections"))
        assert await connection.fetchval("show statement_timeout") == "10min"
