"""Roles, tables and privileges of every service, made as declared; as often as one likes, and while services work."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
from importlib import import_module
from typing import TYPE_CHECKING

import asyncpg

from deploy import walls
from deploy.database import DATABASE, STATEMENT, WITH_SCHEMA, api_of, as_owner, execute, owner_of, role_of
from deploy.secrets import api_password
from schemas.registry import SERVICES
from services.runtime.base import database
from services.runtime.privileges import RUNTIME_PRIVILEGES
from services.runtime.service import RUNTIME_MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.database import Connection
    from services.runtime.definition import Service

_ITERATIONS = 4096

_CONNECTIONS, _API_CONNECTIONS = 33, 16
"""Of one service: four workers with a pool of eight and an operator's command; two APIs with eight. The server takes
300.
"""

_UNPRIVILEGED = "nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit"

_OTHER_DATABASES = ("postgres", "template1")
_SESSION = {
    "statement_timeout": STATEMENT,
    "idle_in_transaction_session_timeout": "2min",
    # A machine that is gone says nothing: its session would hold its rows, and its relay's turn, for two hours.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_LARGE_OBJECTS = "lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)"
"""They belong to no schema, so no schema's wall holds them."""


async def provision_database(
    admin_dsn: str, passwords: Mapping[str, str], *, admin_password: str | None = None
) -> None:
    """Makes database, roles, schemas, tables and privileges as they should be, whatever was there.

    ``passwords``: of each under its name, and of its API's role, if it has an API, under that of ``api_password``.
    Services may be at work meanwhile. Raises what ``database.ERRORS`` holds.
    """
    services = [service for service in WITH_SCHEMA if service in passwords]
    connection = await asyncpg.connect(admin_dsn, password=admin_password)
    try:
        if not await connection.fetchval("select true from pg_database where datname = $1", DATABASE):
            await execute(connection, "create database %I", DATABASE)
        for name in (DATABASE, *_OTHER_DATABASES):
            await execute(connection, "revoke all on database %I from public", name)
    finally:
        await connection.close()
    connection = await asyncpg.connect(admin_dsn, password=admin_password, database=DATABASE)
    try:
        await connection.execute("revoke all on schema public from public")
        await connection.execute(f"revoke execute on function {_LARGE_OBJECTS} from public")
        for service in services:
            await _provision_roles(connection, service)
            await _provision_working(connection, service, role_of(service), passwords[service], _CONNECTIONS)
            if api := passwords.get(api_password(service)):
                await _provision_working(connection, service, api_of(service), api, _API_CONNECTIONS)
            async with connection.transaction():  # who worked owned everything once: from one moment to the next
                await execute(connection, "reassign owned by %I to %I", role_of(service), owner_of(service))
                await _grant(connection, service)
    finally:
        await connection.close()
    # At once: no schema knows another.
    await asyncio.gather(*(_provision_tables(admin_dsn, service, admin_password) for service in services))


async def _provision_roles(connection: Connection, service: str) -> None:
    owner = owner_of(service)
    for role in (owner, role_of(service), api_of(service)):
        if not await connection.fetchval("select true from pg_roles where rolname = $1", role):
            await execute(connection, "create role %I", role)
    await execute(connection, f"alter role %I nologin password null {_UNPRIVILEGED}", owner)
    await execute(connection, "create schema if not exists %I authorization %I", role_of(service), owner)
    await execute(connection, "alter default privileges for role %I revoke execute on functions from public", owner)


async def _provision_working(connection: Connection, service: str, role: str, password: str, most: int) -> None:
    await execute(connection, f"alter role %I login password %L {_UNPRIVILEGED}", role, scram_verifier(password))
    for other in await connection.fetch(
        "select roleid::regrole::text as name from pg_auth_members where member = $1::text::regrole", role
    ):
        await connection.execute(f"revoke {other['name']} from {role}")
    await execute(connection, "grant connect on database %I to %I", DATABASE, role)
    await execute(connection, "alter role %I set search_path to %I", role, role_of(service))
    for setting, value in _SESSION.items():
        await execute(connection, f"alter role %I set {setting} to %L", role, value)
    await execute(connection, "alter role %I connection limit %s", role, str(most))


async def _provision_tables(admin_dsn: str, service: str, admin_password: str | None) -> None:
    async with as_owner(admin_dsn, service, admin_password=admin_password) as connection:
        await migrate(connection, definition(service))
        async with connection.transaction():
            await _grant(connection, service)
            if (built := definition(service).walls) is not None:
                await walls.build(connection, service, built)


async def migrate(connection: database.Connection, service: Service) -> None:
    """Every table of the service as its code wants it, in the schema that the connection is in."""
    runtime = [RUNTIME_MIGRATIONS] if service.name in SERVICES else []
    await database.migrate(connection, [*runtime, *service.migrations])


async def _grant(connection: Connection, service: str) -> None:
    """The owner may do everything with what there is, who works what the service says, and nobody else anything."""
    schema, working = role_of(service), f"{role_of(service)}, {api_of(service)}"
    every = [role for name in WITH_SCHEMA for role in (role_of(name), api_of(name))]
    roles = await connection.fetch("select rolname from pg_roles where rolname = any($1)", every)
    everybody = ", ".join(["public", *(row["rolname"] for row in roles)])
    for objects in ("schema", "all tables in schema", "all sequences in schema", "all routines in schema"):
        await execute(connection, f"revoke all on {objects} %I from {everybody}", schema)
        await execute(connection, f"grant all on {objects} %I to %I", schema, owner_of(service))
    await execute(connection, f"grant usage on schema %I to {working}", schema)
    await execute(connection, f"grant select on all tables in schema %I to {working}", schema)
    there = await connection.fetch("select tablename from pg_tables where schemaname = $1", schema)
    privileges = {**RUNTIME_PRIVILEGES, **definition(service).privileges}
    for table in sorted({row["tablename"] for row in there} & {*privileges}):
        await execute(connection, f"grant {privileges[table]} on %I.%I to {working}", schema, table)
    made = await connection.fetch("select proname from pg_proc where pronamespace = $1::text::regnamespace", schema)
    for function in sorted({row["proname"] for row in made} & {*privileges}):
        await execute(connection, f"grant {privileges[function]} on function %I.%I to {working}", schema, function)


def definition(service: str) -> Service:
    """What the service says of itself."""
    return import_module(f"services.{role_of(service)}.service").SERVICE


def scram_verifier(password: str) -> str:
    """What the server keeps of a password: sent instead of it, so that no statement log ever holds the password."""
    if not password.isascii():
        raise ValueError("a database password is ASCII only")
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    salt_text, stored, server = (base64.b64encode(part).decode() for part in (salt, stored_key, server_key))
    return f"SCRAM-SHA-256${_ITERATIONS}:{salt_text}${stored}:{server}"
