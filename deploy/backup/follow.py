"""Keeps the archive up to the second, until it is told to stop: WAL as it is written, and how far the groups are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confluent_kafka import KafkaException

from deploy.backup import database, groups
from deploy.errors import CannotTryError
from services.runtime.base.database import ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import Popen

    from confluent_kafka.admin import AdminClient

    from deploy.backup.archive import Archive, Life
    from deploy.backup.database import Server

_END_SECONDS = 10


class Follower:
    """``step`` once a second; what can't be done now is tried again then, and said once."""

    def __init__(self, server: Server, admin: AdminClient, archive: Archive, say: Callable[[str], None]) -> None:
        self._server = server
        self._admin = admin
        self._archive = archive
        self._say = say
        self._said = ""
        self._life: Life | None = None
        self._receiving: Popen[bytes] | None = None
        self._written: groups.Groups = {}

    async def step(self) -> None:
        """Raises CannotTryError when there is no base in this life of the database, and none can be made."""
        try:
            if self._receiving is None or self._receiving.poll() is not None:
                await self._begin()
            await self._write_groups()
        except (*ERRORS, KafkaException, CannotTryError) as error:
            self._tell(f"waits: {str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__}")
            return
        self._tell(f"archives to {self._archive.folder}")

    async def _begin(self) -> None:
        connection = await self._server.connect()
        try:
            life = self._archive.life(await database.timeline(connection))
            await database.begin_archiving(connection)
            self._receiving = database.receive_wal(self._server, life)
            if not life.bases():
                database.take_base(self._server, life)
                life.finished(await connection.fetchval("select clock_timestamp()"))
        finally:
            await connection.close()
        if life != self._life:
            self._life, self._written = life, {}

    async def _write_groups(self) -> None:
        found = groups.groups_of(self._admin)
        moved = {name: places for name, places in found.items() if places != self._written.get(name)}
        if not moved or self._life is None:
            return
        connection = await self._server.connect()
        try:
            moment = await connection.fetchval("select clock_timestamp()")
        finally:
            await connection.close()
        groups.append(self._life.groups, moment, moved)
        self._written = found

    def _tell(self, line: str) -> None:
        if line != self._said:
            self._say(line)
        self._said = line

    def end(self) -> None:
        """What was received is on disk when it returns."""
        if self._receiving and self._receiving.poll() is None:
            self._receiving.terminate()
            self._receiving.wait(_END_SECONDS)
