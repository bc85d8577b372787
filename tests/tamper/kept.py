"""The log as the service keeps it, in a real PostgreSQL: filled with crashes on the way, tampered with, exported."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import asyncpg
import httpx
from pydantic_settings import SettingsConfigDict

from services.audit import log_store, store
from services.audit.config import AuditConfig
from services.audit.entry import bundle
from services.audit.service import SERVICE
from services.audit.signer import Checkpointer
from services.runtime.base.database import migrate
from services.runtime.messaging.record import Record
from services.runtime.service import RUNTIME_MIGRATIONS
from services.tlog.tiles import BUNDLE, HASH, WIDTH, all_places
from services.witness.domain import Accepted, judge
from tests.tamper.history import LOG, POLICY, WITNESSES, put, write_keys

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from pathlib import Path
    from random import Random

    from services.audit.entry import StoredRecord
    from services.runtime.base.database import Connection, Pool
    from services.tlog.note import Checkpoint

_TABLES = "record, arrival, log_entry, tile, checkpoint"


class Witnesses:
    """Three of them, as the service reaches them; an answer may be lost after it was given."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._seen: dict[str, Checkpoint] = {}
        self.losing = 0.0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        signer = WITNESSES[int(request.url.host.removeprefix("w")) - 1]
        name = signer.verifier.name
        judged = judge(request.content, {LOG.verifier.name: LOG.verifier}, lambda _: self._seen.get(name))
        if not isinstance(judged, Accepted):
            return httpx.Response(judged.status, text=judged.body)
        self._seen[name] = judged.checkpoint
        if self._random.random() < self.losing:
            raise httpx.ReadError("lost", request=request)
        return httpx.Response(200, text=signer.sign(judged.note.text, 1_795_000_000))


class KeptLog:
    """One schema; ``begin`` empties it for the next history."""

    def __init__(self, connect: Callable[[], Awaitable[Pool]], folder: Path) -> None:
        self._connect = connect
        self.pool: Pool
        (folder / "log-key").write_text(LOG.text, "utf-8")
        (folder / "log-policy").write_text(POLICY, "utf-8")
        self._config = _Given.model_construct(
            log_key_file=folder / "log-key",
            log_policy_file=folder / "log-policy",
            witness_urls="http://w1 http://w2 http://w3",
        )

    @classmethod
    async def opened(cls, url: str, password: str, schema: str, folder: Path) -> KeptLog:
        async def connect() -> Pool:
            return await asyncpg.create_pool(f"{url}?search_path={schema}", password=password, min_size=1, max_size=3)

        made = cls(connect, folder)
        made.pool = await connect()
        async with made.pool.acquire() as connection:
            await connection.execute(f"create schema {schema}")
            await migrate(connection, [RUNTIME_MIGRATIONS, *SERVICE.migrations])
        return made

    async def begin(self, random: Random) -> None:
        self._random = random
        self._witnesses = Witnesses(random)
        await self.pool.execute(f"truncate {_TABLES}; update log_head set size = 0")
        self._start_anew()

    def _start_anew(self) -> None:
        """As a new process: nothing remembered but what is stored."""
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._witnesses.answer))
        self._checkpointer = Checkpointer(self._config, self.pool, client)

    async def take(self, records: Sequence[StoredRecord], *, crashing: bool) -> None:
        """What audit's worker does with what it reads; ``crashing``: killed now and then, and read again."""
        self._witnesses.losing = 0.2 if crashing else 0.0
        at = 0
        while at < len(records):
            width = self._random.choice([7, 40, 200])
            batch = records[max(0, at - self._random.choice([0, 0, 5])) : at + width]
            if crashing and not await self._survives(self.add(batch)):
                continue  # the broker gives the batch again
            if not crashing:
                await self.add(batch)
            at += width
            if crashing and self._random.random() < 0.5:
                await self._survives(self._checkpointer.step())

    async def settle(self) -> None:
        """Raises LogBrokenError."""
        self._witnesses.losing = 0.0
        while await self._checkpointer.step():
            pass

    async def add(self, batch: Sequence[StoredRecord]) -> None:
        async with self.pool.acquire() as connection, connection.transaction():
            await store.add(connection, [_as_read(record) for record in batch])

    async def _survives(self, work: Coroutine[Any, Any, object]) -> bool:
        """Killed after a moment of any length: its memory and its connections are gone, in the middle of anything."""
        task = asyncio.create_task(work)
        moment = self._random.choice([0.0, 0.0005, 0.001, 0.002, 0.004, 0.008, 1.0])
        done, _ = await asyncio.wait([task], timeout=moment)
        if done:
            return task.exception() is None
        self.pool.terminate()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        self.pool = await self._connect()
        self._start_anew()
        return False

    async def export(self, folder: Path) -> None:
        """As the service gives it over HTTP. Raises LogBrokenError."""
        async with self.pool.acquire() as connection:
            head = await log_store.last_checkpoint(connection, witnessed=True)
            if head is None or head.witnessed is None:
                raise log_store.LogBrokenError("no checkpoint")
            for (level, index), width in all_places(head.size):
                put(folder, (level, index), width, await _content(connection, level, index, width))
        (folder / "checkpoint").write_text(head.witnessed, "utf-8")
        write_keys(folder)

    async def checkpoint(self) -> str:
        """The last one that counts."""
        async with self.pool.acquire() as connection:
            head = await log_store.last_checkpoint(connection, witnessed=True)
        return head.witnessed or "" if head else ""


class _Given(AuditConfig):
    model_config = SettingsConfigDict(env_prefix="UNUSED_")


async def _content(connection: Connection, level: int, index: int, width: int) -> bytes:
    if level == BUNDLE:
        return bundle(await log_store.read(connection, index * WIDTH, index * WIDTH + width))
    found = (await log_store.tiles(connection, [(level, index)])).get((level, index), b"")
    return found[: width * HASH]


def _as_read(kept: StoredRecord) -> Record:
    headers = tuple((name, b64decode(value)) for name, value in json.loads(kept.headers))
    return Record(kept.topic, kept.partition, kept.offset, kept.timestamp_ms, kept.key, kept.value, headers)
