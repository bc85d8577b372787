"""PostgreSQL for the chain: one database, and per service a role that sees its own schema and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

DATABASE = "signaalketen"

_ITERATIONS = 4096

_CONNECTIONS = 45
"""Of one service: five processes with a pool of eight, and an operator's commands. The server takes 300."""

_STATEMENT = "10min"
"""What no pool bounds (a migration, a command) ends too; requests and events end sooner."""

_OTHER_DATABASES = ("postgres", "template1")
_LARGE_OBJECTS = "lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)"
"""They belong to no schema, so no schema's wall holds them."""


def role_of(service: str) -> str:
    """The service's role, which is also its schema."""
    return service.replace("-", "_")


def url_of(service: str, admin_url: str) -> str:
    """The same server, as the service's role."""
    admin = urlsplit(admin_url)
    address = admin.netloc.rpartition("@")[2]
    return admin._replace(netloc=f"{role_of(service)}@{address}", path=f"/{DATABASE}").geturl()


async def provision_database(
    admin_dsn: str, passwords: Mapping[str, str], *, admin_password: str | None = None
) -> None:
    """Makes database, roles and schemas as they should be, whatever was there; ``passwords`` is by service name."""
    connection = await asyncpg.connect(admin_dsn, password=admin_password)
    try:
        if not await connection.fetchval("select true from pg_database where datname = $1", DATABASE):
            await _execute(connection, "create database %I", DATABASE)
        for database in (DATABASE, *_OTHER_DATABASES):
            await _execute(connection, "revoke all on database %I from public", database)
    finally:
        await connection.close()
    connection = await asyncpg.connect(admin_dsn, password=admin_password, database=DATABASE)
    try:
        await connection.execute("revoke all on schema public from public")
        await connection.execute(f"revoke execute on function {_LARGE_OBJECTS} from public")
        for service, password in passwords.items():
            await _provision_role(connection, role_of(service), password)
    finally:
        await connection.close()


async def _provision_role(connection: Connection, role: str, password: str) -> None:
    if not await connection.fetchval("select true from pg_roles where rolname = $1", role):
        await _execute(connection, "create role %I", role)
    await _execute(connection, "alter role %I login password %L", role, scram_verifier(password))
    await _execute(connection, "grant connect on database %I to %I", DATABASE, role)
    await _execute(connection, "create schema if not exists %I authorization %I", role, role)
    await _execute(connection, "alter role %I set search_path to %I", role, role)
    await _execute(connection, "alter role %I set statement_timeout to %L", role, _STATEMENT)
    await _execute(connection, "alter role %I connection limit %s", role, str(_CONNECTIONS))


@asynccontextmanager
async def scratch_schema(admin_dsn: str, service: str, *, admin_password: str | None = None) -> AsyncGenerator[str]:
    """An empty schema of the service's own role, gone afterwards; yields its name."""
    role = role_of(service)
    name = f"scratch_{role}_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(admin_dsn, password=admin_password, database=DATABASE)
    try:
        await _execute(connection, "create schema %I authorization %I", name, role)
        try:
            yield name
        finally:
            await _execute(connection, "drop schema %I cascade", name)
    finally:
        await connection.close()


async def _execute(connection: Connection, template: str, *values: str) -> None:
    """Runs a statement that takes no parameters, its names quoted by the server itself."""
    statement = await connection.fetchval("select format($1, variadic $2::text[])", template, list(values))
    await connection.execute(statement)


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
