"""Publishes the outbox: one relay per service at a time, no effect before its cause, marked only after delivery.

A crash between delivery and mark publishes an event again under the same id; readers deduplicate.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportPrivateUsage=false
# (aiokafka is only partly typed, and stops no sender that has something left)

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.envelope import CONTENT_TYPE
from services.runtime.base import database, metrics, shutdown
from services.runtime.messaging.housekeeping import Housekeeping
from services.runtime.messaging.outbox import CHANNEL, URGENT
from services.runtime.messaging.tls import tls

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection

log = structlog.get_logger()

_BATCH = 500
_POLL_SECONDS = 1.0
_METADATA_SECONDS = 5.0
_DELIVERY_SECONDS = 20.0
_TOPIC_PAUSE_SECONDS = 5.0
_FINISH_SECONDS = 5.0
_CLOSE_SECONDS = 5.0
_STILL_SECONDS = 120.0
"""Longer than a batch may take: two statements of 30 s, and its delivery."""

_LOOK_SECONDS = 5.0

# What a transaction acted on was committed, and has a lower position: whoever sees the effect sees its cause too, and
# sends it first. Two transactions that saw nothing of each other have no order, and wait for nobody. To leave out what
# is younger than the oldest open transaction would hold a cause back where its effect began earlier and waited for it.
#
# The number of each event on its topic is dense, given once, and kept before the event is sent.
WAITING = """
    with waiting as materialized (
        select position, topic, key, value, traceparent, sequence from outbox
        where sent_at is null and urgent = $1 and topic <> all($2::text[])
        order by position limit $3
    ), last as (
        insert into outbox_sequence (topic, last)
        select topic, count(*) from waiting where sequence is null group by topic order by topic
        on conflict (topic) do update set last = outbox_sequence.last + excluded.last returning topic, last
    ), given as (
        update outbox set sequence = numbered.sequence
        from (
            select position, last.last - count(*) over (partition by topic)
                + row_number() over (partition by topic order by position) as sequence
            from waiting join last using (topic) where waiting.sequence is null
        ) numbered
        where outbox.position = numbered.position returning outbox.position, outbox.sequence
    )
    select position, topic, key, value, traceparent, coalesce(waiting.sequence, given.sequence) as sequence
    from waiting left join given using (position) order by position
"""


class DeliveryFailedError(Exception):
    """A producer that failed to deliver has gaps in its sequence: it is replaced."""


class StandsStillError(RuntimeError):
    """Nothing says what a lane waits for; the process is started again."""


class Relay:
    """Run for ever as a task, and ``watch`` beside it; cancel to stop."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._wake = {True: asyncio.Event(), False: asyncio.Event()}
        self._paused: dict[str, float] = {}
        self._housekeeping = Housekeeping()
        self._moved: dict[bool, float] = {}
        self._move()

    def _move(self, *lanes: bool) -> None:
        self._moved |= dict.fromkeys(lanes or self._wake, time.monotonic())

    async def watch(self) -> None:
        """Raises StandsStillError when one of the lanes does nothing any more, not even look."""
        while min(self._moved.values()) > time.monotonic() - _STILL_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
        raise StandsStillError

    async def run(self) -> None:
        """Lead, or wait to lead; start over after a second when broker or database fails. Ends only when cancelled."""
        while True:
            self._move()
            try:
                await self._lead()
            except* (*database.ERRORS, KafkaError, DeliveryFailedError) as errors:
                log.warning("relay starts over", exc_info=errors.exceptions[0])
            except* Exception as errors:  # a relay that dies silently leaves signals unsent
                log.error("relay failed", exc_info=errors.exceptions[0])
            await asyncio.sleep(_POLL_SECONDS)

    async def _lead(self) -> None:
        async with AsyncExitStack() as stack:
            leading = await self._connect(stack)
            lock = "select pg_try_advisory_lock(hashtext('relay'), hashtext(current_schema()))"
            while not await leading.fetchval(lock):
                self._move()
                await asyncio.sleep(_POLL_SECONDS)
            schema = await leading.fetchval("select current_schema()")
            await leading.add_listener(f"{CHANNEL}_{schema}", self._woken)
            urgent = await self._connect(stack)
            producers = [await self._producer(stack) for _ in range(2)]
            async with asyncio.TaskGroup() as lanes:
                for lane in (
                    self._publish_for_ever(urgent, producers[0], urgent=True),
                    self._publish_for_ever(leading, producers[1], urgent=False),
                ):
                    lanes.create_task(shutdown.unless_asked(lane))

    async def _producer(self, stack: AsyncExitStack) -> AIOKafkaProducer:
        """One for each lane: it waits for the broker's answer to what it sent before it sends more."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self._config.kafka_services,
            security_protocol="SSL",
            ssl_context=tls(self._config.kafka_ca, self._config.kafka_certificate),
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
        )
        stack.push_async_callback(_stop, producer)
        await producer.start()
        return producer

    async def _connect(self, stack: AsyncExitStack) -> Connection:
        password = self._config.database_password_file.read_text("utf-8").strip()
        connection = await asyncpg.connect(self._config.database_url, password=password, command_timeout=30)
        stack.push_async_callback(_close, connection)
        return connection

    def _woken(self, *notice: object) -> None:
        self._wake[notice[-1] == URGENT].set()

    async def _publish_for_ever(self, connection: Connection, producer: AIOKafkaProducer, *, urgent: bool) -> None:
        """One lane: acute alerts never wait for a batch of anything else."""
        while True:
            self._wake[urgent].clear()
            self._move(urgent)
            if not await _finished(self._publish(connection, producer, urgent=urgent)):
                if not urgent:
                    await self._housekeeping.keep(connection)
                await self._wait(urgent=urgent)

    async def _publish(self, connection: Connection, producer: AIOKafkaProducer, *, urgent: bool) -> bool:
        """One batch; true when there may be more. Raises DeliveryFailedError after marking what did arrive."""
        self._paused = {topic: until for topic, until in self._paused.items() if until > time.monotonic()}
        by_topic: dict[str, list[asyncpg.Record]] = {}
        waiting = await connection.fetch(WAITING, urgent, list(self._paused), _BATCH)
        for row in waiting:
            by_topic.setdefault(row["topic"], []).append(row)
        arrivals = await asyncio.gather(*(self._deliver(producer, topic, rows) for topic, rows in by_topic.items()))
        if delivered := [position for positions, _ in arrivals for position in positions]:
            await connection.execute("update outbox set sent_at = now() where position = any($1)", delivered)
        if any(failed for _, failed in arrivals):
            raise DeliveryFailedError
        return len(waiting) == _BATCH

    async def _deliver(
        self, producer: AIOKafkaProducer, topic: str, rows: list[asyncpg.Record]
    ) -> tuple[list[int], bool]:
        """Positions that arrived, in order up to the first that did not, and whether the producer failed."""
        try:
            async with asyncio.timeout(_METADATA_SECONDS):
                await producer.partitions_for(topic)
        except (KafkaError, TimeoutError) as error:
            # Nothing was sent. One unwritable topic must not hold up the others.
            log.error("topic not writable", topic=topic, exc_info=error)
            self._paused[topic] = time.monotonic() + _TOPIC_PAUSE_SECONDS
            return [], False
        positions: list[int] = []
        try:
            async with asyncio.timeout(_DELIVERY_SECONDS):
                sends = [
                    await producer.send(topic, row["value"], key=row["key"], headers=_headers(row)) for row in rows
                ]
                for row, send in zip(rows, sends, strict=True):
                    await send
                    positions.append(row["position"])
        except (KafkaError, TimeoutError) as error:
            log.error("delivery failed", topic=topic, count=len(rows) - len(positions), exc_info=error)
            self._paused[topic] = time.monotonic() + _TOPIC_PAUSE_SECONDS
        metrics.PUBLISHED.labels(topic).inc(len(positions))
        return positions, len(positions) < len(rows)

    async def _wait(self, *, urgent: bool) -> None:
        try:
            async with asyncio.timeout(_POLL_SECONDS):
                await self._wake[urgent].wait()
        except TimeoutError:
            return


async def _stop(producer: AIOKafkaProducer) -> None:
    """In time: it waits for ever for what it can't send, and nothing else would be sent meanwhile."""
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await producer.stop()
    except TimeoutError:
        log.warning("producer left with what it could not send", seconds=_CLOSE_SECONDS)
        await producer.client.close()
        await producer._sender.close()


async def _close(connection: Connection) -> None:
    """In time: where a question is open, it waits for a second connection that takes it back."""
    with suppress(TimeoutError):  # it gave the connection up then
        async with asyncio.timeout(_CLOSE_SECONDS):
            await connection.close()


async def _finished(publishing: Coroutine[Any, Any, bool]) -> bool:
    """Its result; a relay that has to stop marks what it sent, or it would be sent again."""
    task = asyncio.ensure_future(publishing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_FINISH_SECONDS)
        task.cancel()
        raise


def _headers(row: asyncpg.Record) -> list[tuple[str, bytes]]:
    """What a reader needs before it opens the event: its format, its number on this topic, the trace it belongs to."""
    traceparent: str | None = row["traceparent"]
    trace = [("traceparent", traceparent.encode())] if traceparent else []
    return [("content-type", CONTENT_TYPE.encode()), ("sequence", str(row["sequence"]).encode()), *trace]
