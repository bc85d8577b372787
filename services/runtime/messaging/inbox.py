"""A batch of records becomes one transaction: dedupe, decide, store, and nothing is ever dropped.

Transient failure: the same batch again, in place, with a growing pause. A record that breaks its contract: quarantine.
A defect of ours: the batch is halved until the one event that triggers it stands alone, and that one is quarantined.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from schemas.catalogue import models_on
from schemas.envelope import ContractError, decode, each_once, family_of
from schemas.registry import answers_unreadable, oin_of, topics
from services.runtime.base import metrics
from services.runtime.base.database import is_transient
from services.runtime.messaging import outbox, quarantine
from services.runtime.messaging.breaker import Breaker
from services.runtime.messaging.dispatch import Delivery, Handled
from services.runtime.messaging.quarantine import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from schemas.text import Contract
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.record import Cut, Record

    Decide = Callable[[Connection, Sequence[Delivery[Contract]]], Awaitable[Handled]]

log = structlog.get_logger()

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_DEFECTS_PER_MINUTE = 20
_CLOCKS_APART = timedelta(minutes=5)
"""A partner's from the broker's, at most."""


class TooManyDefectsError(RuntimeError):
    """The code, not the data, is wrong: the worker stops and leaves the batch on its topic."""


def read(records: Sequence[Record]) -> tuple[list[Delivery[Contract]], list[Refusal]]:
    """Decode every record; a broken contract or a source that is not the topic's writer becomes a refusal.

    The time of a partner's event is the broker's: what it says itself steers no term.
    """
    deliveries: list[Delivery[Contract]] = []
    refusals: list[Refusal] = []
    for record in records:
        found = _read(record)
        if isinstance(found, Refusal):
            refusals.append(found)
        else:
            deliveries.append(found)
    return deliveries, refusals


def _read(record: Record) -> Delivery[Contract] | Refusal:
    if record.cut:
        return Refusal(record, "contract", (_too_large(record.cut, record.offset),))
    topic = topics()[record.topic]
    try:
        if topic.of_partner:
            each_once(record.value or b"")
        event = decode(record.value or b"", models_on(record.topic))
    except ContractError as error:
        return Refusal(record, "contract", tuple(f"{v.field}: {v.rule}" for v in error.violations))
    if event.source.split(":")[3] != oin_of(topic.writer):
        return Refusal(record, "source", (f"source: is niet de schrijver van {record.topic}",))
    if not topic.of_partner:
        return Delivery(record, event)
    came = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
    if event.time > came + _CLOCKS_APART:
        rule = f"time: is het tijdstip van verzenden, dus niet na {came:%Y-%m-%dT%H:%M:%SZ} toen het bericht aankwam"
        return Refusal(record, "contract", (rule,))
    return Delivery(record, replace(event, time=came))


def _too_large(cut: Cut, last: int) -> str:
    whole = f"{cut.size} bytes, sha256 {cut.sha256}"
    if cut.codec:
        return f"bundel {cut.start}-{last} ({cut.codec}, {whole}): is uitgepakt te groot of niet te lezen"
    return f"bericht ({whole}): sleutel, headers of inhoud is te groot"


async def claim(connection: Connection, deliveries: Sequence[Delivery[Contract]]) -> list[Delivery[Contract]]:
    """Those never handled before, each once, in order of delivery."""
    first = {(d.event.source, d.event.id): d for d in reversed(deliveries)}
    rows = await connection.fetch(
        """
        insert into inbox (source, event_id) select * from unnest($1::text[], $2::uuid[])
        on conflict do nothing returning source, event_id
        """,
        [source for source, _ in first],
        [event_id for _, event_id in first],
    )
    new = {(row["source"], row["event_id"]) for row in rows}
    fresh: list[Delivery[Contract]] = []
    for delivery in deliveries:
        identity = (delivery.event.source, delivery.event.id)
        if identity in new and first[identity] is delivery:
            fresh.append(delivery)
            metrics.EVENTS.labels(delivery.record.topic).inc()
        else:
            metrics.REPEATS.labels(delivery.record.topic).inc()
    return fresh


class Inbox:
    """Handles batches of one service."""

    def __init__(
        self,
        service: str,
        pool: Pool,
        vault: quarantine.Vault,
        handle: Decide | None,
        store_raw: Callable[[Connection, Sequence[Record]], Awaitable[None]] | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._service = service
        self._pool = pool
        self._vault = vault
        self._handle = handle
        self._store_raw = store_raw
        self._breaker = breaker or Breaker()
        self._defects: list[float] = []

    async def process(self, records: Sequence[Record]) -> None:
        """Return only when every record is handled or safely set aside, or their topic is not to be read.

        Raises TooManyDefectsError.
        """
        pause = _FIRST_PAUSE
        attempt = 1
        while True:
            try:
                with metrics.BATCH_SECONDS.time():
                    await self._transact(records)
            except Exception as error:
                if not is_transient(error):
                    await self._isolate(records, error)
                    return
                metrics.RETRIES.inc()
                log.warning("batch retried", attempt=attempt, count=len(records), exc_info=error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                attempt += 1
            else:
                return

    async def _transact(self, records: Sequence[Record]) -> None:
        if self._store_raw:
            async with self._pool.acquire() as connection, connection.transaction():
                await self._store_raw(connection, records)
        if self._handle:
            await self._decide(records, self._handle)

    async def _decide(self, records: Sequence[Record], handle: Decide) -> None:
        deliveries, refusals = read(records)
        refusals = [r for r in refusals if self._answers(r.record)]
        async with self._pool.acquire() as connection, connection.transaction():
            if await self._breaker.stops(connection, records):
                return
            fresh = await claim(connection, deliveries)
            handled = await handle(connection, fresh) if fresh else Handled()
            letters = await quarantine.store(connection, self._service, self._vault, refusals + handled.refusals)
            if letters:
                await self._breaker.judge(connection, (record.topic for record in records))
            await outbox.add(connection, handled.outgoing + letters)

    def _answers(self, record: Record) -> bool:
        return answers_unreadable(record.topic, family_of(record.value or b"")) == self._service

    async def _isolate(self, records: Sequence[Record], error: Exception) -> None:
        if len(records) > 1:
            middle = len(records) // 2
            await self.process(records[:middle])
            await self.process(records[middle:])
            return
        now = time.monotonic()
        self._defects = [*(at for at in self._defects if at > now - 60), now]
        if len(self._defects) > _DEFECTS_PER_MINUTE:
            raise TooManyDefectsError from error
        (record,) = records
        log.error(
            "defect isolated",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            exc_info=error,
        )
        detail = "".join(traceback.format_exception(error))
        await self._set_aside(Refusal(record, "defect", (type(error).__qualname__,), detail))

    async def _set_aside(self, refusal: Refusal) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                async with self._pool.acquire() as connection, connection.transaction():
                    letters = await quarantine.store(connection, self._service, self._vault, [refusal])
                    await self._breaker.judge(connection, [refusal.record.topic])
                    await outbox.add(connection, letters)
            except Exception as error:
                if not is_transient(error):
                    raise
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return
