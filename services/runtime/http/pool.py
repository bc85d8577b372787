"""The database of the service that answers a request."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from services.runtime.base.scope import NOBODYS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection, Pool
    from services.runtime.base.scope import Scope


class Reach:
    """The database as far as somebody reaches it; there is no other way to it for what answers a request."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def of(self, caller: Caller) -> AsyncGenerator[Connection]:
        """One transaction within the caller's scope."""
        async with self._within(caller.scope) as connection:
            yield connection

    @asynccontextmanager
    async def of_nobody(self) -> AsyncGenerator[Connection]:
        """One transaction in which no case is there: for what is told whoever asks."""
        async with self._within(NOBODYS) as connection:
            yield connection

    @asynccontextmanager
    async def _within(self, scope: Scope) -> AsyncGenerator[Connection]:
        async with self._pool.acquire() as connection, connection.transaction():
            await scope.enter(connection)
            yield connection


def database_of(request: Request) -> Reach:
    """Its pool was opened when the API started."""
    return Reach(request.app.state.pool)


def acute_database_of(request: Request) -> Reach:
    """By connections that nothing but acute danger uses."""
    return Reach(request.app.state.acute_pool)


async def _database(request: Request) -> Reach:
    return database_of(request)


Database = Annotated[Reach, Depends(_database)]
