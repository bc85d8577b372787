"""Kafka, for every service: the secured client, and a worker that hands over one list per partition fetch.

A loop over the plain client, so that each way an event can go is in sight here: nothing is fetched anew before all that
was fetched is handled, and an offset is committed only after that.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# (aiokafka is only partly typed)

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaConnectionError

from services.runtime.base import metrics

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from services.runtime.base.config import Config

log = structlog.get_logger()

SESSION_MS, HEARTBEAT_MS = 10_000, 2_000
_MOST_RECORDS = 500
_WAIT_MS = 500
_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Record:
    """What one Kafka record holds, byte for byte."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


def tls(config: Config) -> ssl.SSLContext:
    """Mutual TLS for the services door: this service's certificate is its Kafka principal."""
    context = ssl.create_default_context(cafile=str(config.kafka_ca))
    context.load_cert_chain(str(config.kafka_certificate))
    return context


class Assignor(RoundRobinPartitionAssignor):
    """The client's own leaves out topics it does not see at that moment: nobody would read them, maybe for ever."""

    @classmethod
    def assign(cls, cluster: Any, members: Any) -> Any:
        wanted = {topic for member in members.values() for topic in member.subscription}
        missing = [topic for topic in wanted if not cluster.partitions_for_topic(topic)]
        if missing:
            # A broker that just came back, or access taken away: end loudly, what restarts the worker is outside.
            log.critical("worker stops", reason="topics not visible", count=len(missing))
            sys.stdout.flush()
            os._exit(1)
        return super().assign(cluster, members)


class _Listener(ConsumerRebalanceListener):
    def __init__(self, assigned: Callable[[], None]) -> None:
        self._assigned = assigned

    def on_partitions_revoked(self, revoked: Any) -> None:
        """What is in hand is finished: who reads it next knows it by its inbox."""

    def on_partitions_assigned(self, assigned: Any) -> None:
        self._assigned()


def _record(raw: Any) -> Record:
    return Record(raw.topic, raw.partition, raw.offset, raw.timestamp, raw.key, raw.value, tuple(raw.headers))


class Worker:
    """One member of ``group``; ``handle`` gets every fetch of ``topics``, one at a time, and must not raise.

    ``joined`` is called whenever the group has assigned partitions.
    """

    def __init__(
        self,
        config: Config,
        group: str,
        topics: Sequence[str],
        handle: Callable[[list[Record]], Awaitable[None]],
        joined: Callable[[], None],
    ) -> None:
        self._config = config
        self._group = group
        self._topics = topics
        self._handle = handle
        self._joined = joined
        self._consumer: AIOKafkaConsumer | None = None
        self._next: dict[TopicPartition, int] = {}
        self._stopping = False

    async def run(self) -> None:
        """Until ``stop``. Raises KafkaError when access is gone or the group can't be joined any more."""
        while not self._stopping:
            self._consumer = self._made()
            try:
                await self._consumer.start()
                await self._read(self._consumer)
            except KafkaConnectionError as error:
                log.warning("broker does not answer", exc_info=error)
                await asyncio.sleep(_AGAIN_SECONDS)
            await self._consumer.stop()

    def stop(self) -> None:
        """``run`` ends after what it has in hand."""
        self._stopping = True

    def measure_lag(self) -> None:
        """Set the lag of this worker's topics, once something was read of them; others are not its to report."""
        metrics.CONSUMER_LAG.clear()
        behind: dict[str, int] = {}
        for partition in self._consumer.assignment() if self._consumer else ():
            end = self._consumer.highwater(partition) if self._consumer else None
            if end is not None:
                due = self._next.get(partition, end)
                behind[partition.topic] = behind.get(partition.topic, 0) + max(0, end - due)
        for topic, count in behind.items():
            metrics.CONSUMER_LAG.labels(topic).set(count)

    def _assigned(self) -> None:
        self._next.clear()  # another may have read on meanwhile
        self._joined()

    def _made(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._config.kafka_services,
            security_protocol="SSL",
            ssl_context=tls(self._config),
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=_MOST_RECORDS,
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            partition_assignment_strategy=(Assignor,),
        )
        consumer.subscribe(self._topics, listener=_Listener(self._assigned))
        return consumer

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        while not self._stopping:
            fetched = await consumer.getmany(timeout_ms=_WAIT_MS)
            for partition, raw in fetched.items():
                self._next.setdefault(partition, raw[0].offset)
                await self._handle([_record(one) for one in raw])
                await self._commit(consumer, partition, raw[-1].offset + 1)

    async def _commit(self, consumer: AIOKafkaConsumer, partition: TopicPartition, offset: int) -> None:
        self._next[partition] = offset
        try:
            await consumer.commit({partition: offset})
        except (CommitFailedError, IllegalStateError):
            log.info("partition moved on", topic=partition.topic, partition=partition.partition)
