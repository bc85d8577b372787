"""PostgreSQL: one pool per process, migrations by file name, and what counts as a passing failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import structlog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from asyncpg.pool import PoolConnectionProxy

    from services.runtime.base.config import DatabaseConfig

    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:  # the library's own classes take no type arguments at run time
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool

ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""What a question to PostgreSQL raises when it, or the way to it, is the trouble."""

# SQLSTATE classes: connection, transaction rollback, resources, operator intervention, system error.
_TRANSIENT_CLASSES = frozenset({"08", "40", "53", "57", "58"})
_OF_THE_CONNECTION = ("closed", "closing", "another operation")


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed later, unchanged."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "")[:2] in _TRANSIENT_CLASSES
    if isinstance(error, asyncpg.InterfaceError):
        return any(words in str(error) for words in _OF_THE_CONNECTION)
    # A connection that was cut off in the middle of something can be left unusable: the client's state, not our work.
    return isinstance(error, OSError | TimeoutError | asyncpg.InternalClientError)


async def _leave(_: Connection) -> None:
    """Nothing is set that outlasts a transaction."""


async def open_pool(
    config: DatabaseConfig, process: str, after: Callable[[Connection], Awaitable[None]] = _leave, most: int = 8
) -> Pool:
    """At most so many connections, each statement at most 30 s. Raises what ``is_transient`` knows when it can't.

    ``after`` is called each time a connection was used, once its transaction is over.
    """
    password = config.database_password_file.read_text("utf-8").strip()
    return await asyncpg.create_pool(
        config.database_url,
        password=password,
        min_size=1,
        max_size=most,
        command_timeout=30,
        server_settings={"application_name": process},
        reset=after,
    )


async def migrate(connection: Connection, folders: Sequence[Path]) -> None:
    """Apply every ``NNNN_*.sql`` not applied yet, each in its own transaction, one migrator at a time."""
    await connection.execute("select pg_advisory_lock(hashtext(current_schema()))")
    await connection.execute(
        "create table if not exists migration (name text primary key, applied_at timestamptz not null default now())"
    )
    applied = {row["name"] for row in await connection.fetch("select name from migration")}
    for path in [path for folder in folders for path in sorted(folder.glob("*.sql"))]:
        name = f"{path.parent.parent.name}/{path.name}"
        if name not in applied:
            async with connection.transaction():
                await connection.execute(path.read_text("utf-8"))
                await connection.execute("insert into migration (name) values ($1)", name)
            structlog.get_logger().info("migration applied", version=name)
    await connection.execute("select pg_advisory_unlock(hashtext(current_schema()))")
