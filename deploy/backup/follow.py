"""Keeps the archive up to the second, until it is told to stop: WAL as it is written, and how far the groups are."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiokafka.errors import KafkaError

from deploy.backup import database, groups
from deploy.errors import CannotTryError
from services.runtime.base.database import ERRORS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from subprocess import Popen

    from deploy.backup.archive import Archive, Life
    from deploy.backup.database import Server
    from deploy.broker.admin import BrokerAccess

_EVERY_SECONDS = 1.0
_END_SECONDS = 10


class Follower:
    """``run`` until cancelled; ``end`` afterwards. What can't be done now is tried again, and said once."""

    def __init__(self, server: Server, door: BrokerAccess, archive: Archive, say: Callable[[str], None]) -> None:
        self._server = server
        self._door = door
        self._archive = archive
        self._say = say
        self._said: dict[str, str] = {}
        self._life: Life | None = None
        self._receiving: Popen[bytes] | None = None
        self._written: groups.Groups = {}

    async def run(self) -> None:
        """Neither waits for the other: a broker that is away keeps no change of the database out of the archive."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._for_ever("WAL", self._receive))
            both.create_task(self._for_ever("groups", self._write_groups))

    def end(self) -> None:
        """What was received is on disk when it returns."""
        if self._receiving and self._receiving.poll() is None:
            self._receiving.terminate()
            self._receiving.wait(_END_SECONDS)

    async def _for_ever(self, what: str, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
                line = f"{what}: kept in {self._archive.folder}"
            except (*ERRORS, KafkaError, CannotTryError) as error:
                line = f"{what}: not kept now: {(str(error) or type(error).__name__).strip().splitlines()[-1]}"
            if line != self._said.get(what):
                self._say(line)
            self._said[what] = line
            await asyncio.sleep(_EVERY_SECONDS)

    async def _receive(self) -> None:
        """After each restore the database lives another life, which needs a base of its own."""
        if self._receiving and self._receiving.poll() is None:
            return
        connection = await self._server.connect()
        try:
            life = self._archive.life(await database.timeline(connection))
            await database.begin_archiving(connection)
            self._receiving = await asyncio.to_thread(database.receive_wal, self._server, life)
            if not life.bases():
                await asyncio.to_thread(database.take_base, self._server, life)
                life.finished(await connection.fetchval("select clock_timestamp()"))
        finally:
            await connection.close()
        if life != self._life:
            self._life, self._written = life, {}

    async def _write_groups(self) -> None:
        if self._life is None:
            raise CannotTryError("the database comes first")
        found = await groups.groups_of(self._door)
        moved = {name: places for name, places in found.items() if places != self._written.get(name)}
        if not moved:
            return
        connection = await self._server.connect()
        try:
            groups.append(self._life.groups, await connection.fetchval("select clock_timestamp()"), moved)
        finally:
            await connection.close()
        self._written = found
