"""Publishes the outbox: one relay per service at a time, in commit order, marked only after delivery.

A crash between delivery and mark publishes an event again under the same id; readers deduplicate.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# (faust and aiokafka are only partly typed)

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer

from schemas.envelope import CONTENT_TYPE
from services.runtime import metrics
from services.runtime.bus import tls
from services.runtime.outbox import CHANNEL

if TYPE_CHECKING:
    from services.runtime.config import Config
    from services.runtime.database import Connection

log = structlog.get_logger()

_BATCH = 500
_POLL_SECONDS = 1.0
_TOPIC_PAUSE_SECONDS = 5.0
_KEEP_SENT = timedelta(days=90)
_HEADERS = [("content-type", CONTENT_TYPE.encode())]

# Commit order: only rows of transactions that every later reader sees before newer ones. Acute alerts are one event
# per key, so nothing can be overtaken, and they wait for nobody's open transaction.
_WAITING = """
    select position, topic, key, value from outbox
    where sent_at is null and topic <> all($1::text[])
        and (urgent or transaction_id < pg_snapshot_xmin(pg_current_snapshot()))
    order by urgent desc, position limit $2
"""


class Relay:
    """Run for ever as a task; cancel to stop."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._wake = asyncio.Event()
        self._paused: dict[str, float] = {}

    async def run(self) -> None:
        while True:
            try:
                await self._lead()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("relay starts over", exc_info=error)
            except Exception as error:
                log.error("relay failed", exc_info=error)
            await asyncio.sleep(_POLL_SECONDS)

    async def _lead(self) -> None:
        password = self._config.database_password_file.read_text("utf-8").strip()
        connection = await asyncpg.connect(self._config.database_url, password=password, command_timeout=30)
        try:
            lock = "select pg_try_advisory_lock(hashtext('relay'), hashtext(current_schema()))"
            while not await connection.fetchval(lock):
                await asyncio.sleep(_POLL_SECONDS)
            schema = await connection.fetchval("select current_schema()")
            await connection.add_listener(f"{CHANNEL}_{schema}", self._woken)
            await self._publish_for_ever(connection)
        finally:
            await asyncio.shield(connection.close(timeout=5))

    def _woken(self, *_: object) -> None:
        self._wake.set()

    async def _publish_for_ever(self, connection: Connection) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self._config.kafka_services,
            security_protocol="SSL",
            ssl_context=tls(self._config),
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
        )
        await producer.start()
        try:
            while True:
                self._wake.clear()
                if not await self._publish(connection, producer):
                    await self._tidy(connection)
                    await self._wait()
        finally:
            await asyncio.shield(producer.stop())

    async def _publish(self, connection: Connection, producer: AIOKafkaProducer) -> bool:
        """One batch; true when there may be more."""
        self._paused = {topic: until for topic, until in self._paused.items() if until > time.monotonic()}
        rows = await connection.fetch(_WAITING, list(self._paused), _BATCH)
        if not rows:
            return False
        sends = [await producer.send(row["topic"], row["value"], key=row["key"], headers=_HEADERS) for row in rows]
        results = await asyncio.gather(*sends, return_exceptions=True)
        failed: set[str] = set()
        delivered: list[int] = []
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, BaseException):
                if row["topic"] not in failed:
                    log.error("topic not writable", topic=row["topic"], exc_info=result)
                failed.add(row["topic"])
            elif row["topic"] not in failed:
                delivered.append(row["position"])
                metrics.PUBLISHED.labels(row["topic"]).inc()
        await connection.execute("update outbox set sent_at = now() where position = any($1)", delivered)
        # One unwritable topic must not hold up the others, least of all the alerts.
        self._paused |= dict.fromkeys(failed, time.monotonic() + _TOPIC_PAUSE_SECONDS)
        return True

    async def _tidy(self, connection: Connection) -> None:
        await connection.execute("delete from outbox where sent_at < now() - $1::interval", _KEEP_SENT)
        waiting = await connection.fetchrow(
            "select count(*) as count, coalesce(extract(epoch from now() - min(created_at)), 0) as oldest"
            " from outbox where sent_at is null"
        )
        if waiting:
            metrics.OUTBOX_WAITING.set(waiting["count"])
            metrics.OUTBOX_OLDEST_SECONDS.set(float(waiting["oldest"]))

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(_POLL_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return
