"""Kafka, for every service: the secured client, and a Faust worker that hands over one list per partition fetch.

Stock Faust acknowledges event by event, even those that failed; one message per fetch, handled strictly in order, makes
its offset commits sound and as fast as the client beneath it (research/kafka-real.md, measured).
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# (faust and aiokafka are only partly typed)

from __future__ import annotations

import os
import ssl
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import faust
import structlog
from faust.assignor.partition_assignor import PartitionAssignor
from faust.auth import SSLCredentials
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import ConsumerMessage
from yarl import URL

from services.runtime import metrics

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from services.runtime.config import Config


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


class _PartitionScheduler:
    """Yields each partition's whole fetch instead of single records."""

    def iterate(self, records: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
        for partition, fetched in records.items():
            if fetched:
                yield partition, fetched


class _Consumer(driver.Consumer):
    def _to_message(self, tp: Any, record: Any) -> Any:  # the record is here the list of a fetch
        last = record[-1]
        return ConsumerMessage(
            tp.topic,
            tp.partition,
            last.offset,
            last.timestamp / 1000,
            last.timestamp_type,
            [],
            None,
            record,
            None,
            0,
            0,
            tp,
            generation_id=self.app.consumer_generation_id,
        )

    def _new_offset(self, tp: Any) -> int | None:
        acked = self._acked[tp]
        if not acked:
            return None
        # Sound because fetches of one partition are handled one after the other.
        offset = max(acked) + 1
        acked.clear()
        self._acked_index[tp].clear()
        return offset

    def behind(self) -> dict[str, int]:
        """Per topic, over the partitions of this worker that it has fetched from: events not committed yet."""
        found: dict[str, int] = {}
        for tp in self.assignment():
            end: Any = self.highwater(tp)  # nothing before the first fetch, whatever its type says
            if end is not None:
                found[tp.topic] = found.get(tp.topic, 0) + max(0, end - (self._committed_offset[tp] or 0))
        return found

    def verify_event_path(self, now: float, tp: Any) -> None:
        """Faust's alarm for stuck streams counts single events, so it rings for every idle topic here."""

    async def _add_gap(self, tp: Any, offset_from: int, offset_to: int) -> None:
        """Gaps (transaction markers) need no bookkeeping when whole fetches are acknowledged."""


class Assignor(PartitionAssignor):
    """Faust's own leaves out topics it does not see at that moment: nobody would read them, maybe for ever."""

    def assign(self, cluster: Any, member_metadata: Any) -> Any:
        wanted = {topic for member in member_metadata.values() for topic in member.subscription}
        missing = [topic for topic in wanted if not cluster.partitions_for_topic(topic)]
        if missing:
            # A broker that just came back, or access taken away: end loudly, what restarts the worker is outside.
            structlog.get_logger().critical("worker stops", reason="topics not visible", count=len(missing))
            sys.stdout.flush()
            os._exit(1)
        return super().assign(cluster, member_metadata)


class _Transport(driver.Transport):
    Consumer = _Consumer


class _Untouched(faust.Schema[bytes, bytes]):
    """No decoding by the framework: it would acknowledge what it cannot decode."""

    def loads_value(self, app: Any, message: Any, *, loads: Any = None, serializer: Any = None) -> Any:
        return message.value

    def loads_key(self, app: Any, message: Any, *, loads: Any = None, serializer: Any = None) -> Any:
        return None


def _record(raw: Any) -> Record:
    return Record(raw.topic, raw.partition, raw.offset, raw.timestamp, raw.key, raw.value, tuple(raw.headers))


def measure_lag(app: faust.App) -> None:
    """Set the lag of this worker's topics; a topic it no longer has is not its to report."""
    metrics.CONSUMER_LAG.clear()
    consumer: Any = app.consumer
    for topic, count in consumer.behind().items():
        metrics.CONSUMER_LAG.labels(topic).set(count)


def worker(
    config: Config,
    group: str,
    topics: Sequence[str],
    handle: Callable[[list[Record]], Awaitable[None]],
    joined: Callable[[], None],
) -> faust.App:
    """A Faust app that gives ``handle`` every fetch of ``topics``; ``handle`` must not raise.

    ``joined`` is called whenever the group has assigned partitions. Offsets are committed only after ``handle``.
    """
    broker = URL(f"kafka://{config.kafka_services}")
    app = faust.App(
        group,
        broker=str(broker),
        broker_credentials=SSLCredentials(tls(config)),
        broker_max_poll_records=500,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        broker_commit_interval=1.0,
        ConsumerScheduler=_PartitionScheduler,
        PartitionAssignor=Assignor,
        stream_buffer_maxsize=4096,
        stream_wait_empty=True,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        store="memory://",
        datadir=str(Path(tempfile.gettempdir()) / f"faust-{group}"),
    )
    app.transport = _Transport(url=[broker], app=app, loop=None)
    source = app.topic(
        *topics,
        schema=_Untouched(key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"),
    )

    async def consume(stream: Any) -> None:
        async for fetched in stream:
            await handle([_record(raw) for raw in fetched])

    async def assigned(*_: Any, **__: Any) -> None:
        joined()

    app.agent(source, concurrency=1, name=f"{group}.consume")(consume)
    app.on_partitions_assigned.connect(assigned, weak=False)
    return app
