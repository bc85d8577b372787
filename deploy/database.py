"""PostgreSQL for the chain: one database, and per service a schema, a role that owns it, and a role that works in it.

Nobody can sign in as an owner: it makes and changes tables when the administrator acts as it, and no process of a
service ever has a password for that. The working role reads, and writes where the service says it does
(``Service.privileges``). Its API has a role of its own, which may do the same to the rows in its scope alone: see
``deploy.walls``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from schemas.registry import SERVICES

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

DATABASE = "signaalketen"

DESK = "desk"
"""The screens: a schema of their own, for who is signed on, and no API."""

WITH_SCHEMA = (*SERVICES, DESK)

STATEMENT = "10min"
"""What no pool bounds (a migration, a command) ends too; requests and events end sooner."""


def role_of(service: str) -> str:
    """The role its processes and commands work as, which is also the name of its schema."""
    return service.replace("-", "_")


def owner_of(service: str) -> str:
    """The role that owns the schema and all in it."""
    return f"{role_of(service)}_owner"


def api_of(service: str) -> str:
    """The role its API works as."""
    return f"{role_of(service)}_api"


def url_of(service: str, admin_url: str) -> str:
    """The same server, as the service's working role."""
    admin = urlsplit(admin_url)
    address = admin.netloc.rpartition("@")[2]
    return admin._replace(netloc=f"{role_of(service)}@{address}", path=f"/{DATABASE}").geturl()


@asynccontextmanager
async def as_owner(
    admin_dsn: str, service: str, *, admin_password: str | None = None
) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
    """Connected by the administrator as the owner of the service's schema: for what the service itself may not do."""
    connection = await asyncpg.connect(admin_dsn, password=admin_password, database=DATABASE)
    try:
        await _become(connection, owner_of(service), role_of(service))
        await execute(connection, "set statement_timeout to %L", STATEMENT)
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def scratch_schema(
    admin_dsn: str, service: str, *, admin_password: str | None = None
) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
    """Connected to an empty schema, as a role that owns it and reaches nothing else; both are gone afterwards."""
    name = f"scratch_{role_of(service)}_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(admin_dsn, password=admin_password, database=DATABASE)
    try:
        async with connection.transaction():
            await execute(connection, "create role %I nologin", name)
            await execute(connection, "create schema %I authorization %I", name, name)
        try:
            await _become(connection, name, name)
            yield connection
        finally:
            await connection.execute("reset role")
            await execute(connection, "drop schema %I cascade", name)
            await execute(connection, "drop role %I", name)
    finally:
        await connection.close()


async def _become(connection: Connection, role: str, schema: str) -> None:
    await execute(connection, "set search_path to %I", schema)
    await execute(connection, "set role %I", role)


async def execute(connection: Connection, template: str, *values: str) -> None:
    """Runs a statement that takes no parameters, its names quoted by the server itself."""
    statement = await connection.fetchval("select format($1, variadic $2::text[])", template, list(values))
    await connection.execute(statement)
