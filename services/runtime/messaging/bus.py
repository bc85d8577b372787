"""Kafka, for every service: the secured client, and Faust with one message per fetch.

Stock Faust hands over and acknowledges event by event, also those that failed. Here a message is all that one fetch
brought, of a partner's topic apart from the rest, so that stopping one stops nothing else; it is acknowledged once it
was handled, and fetches of a partition are handled in order. That makes the committed offset sound, and as fast as the
client beneath it (docs/decisions, Faust with a batch transport).
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportPrivateUsage=false
# (faust and aiokafka are only partly typed, and the transport's insides are what is adapted here)

from __future__ import annotations

import asyncio
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

import faust
import structlog
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaConnectionError, KafkaError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust import streams
from faust.app import BootStrategy
from faust.assignor.partition_assignor import PartitionAssignor
from faust.auth import SSLCredentials
from faust.exceptions import AlreadyConfiguredWarning
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import TP, ConsumerMessage
from mode.threads import ServiceThread, WorkerThread
from yarl import URL

from schemas.registry import topics
from services.runtime.base import metrics
from services.runtime.messaging.breaker import Breaker
from services.runtime.messaging.decompression import bound_client
from services.runtime.messaging.record import Record
from services.runtime.messaging.tls import tls

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from faust.types import StreamT

    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool

    Fetches = StreamT[list[Record]]
    """What an agent reads: each time all that one fetch brought of one partition."""

    Agent = Callable[[Fetches], Awaitable[None]]

log = structlog.get_logger()

SESSION_SECONDS, HEARTBEAT_SECONDS = 10.0, 2.0
_REQUEST_SECONDS = 20.0
_COMMIT_SECONDS = 1.0
_STOP_SECONDS = 8.0
"""How long the client may take to leave its group; less than a worker may take to end."""

_LOOK_SECONDS = 1.0
_MOST_RECORDS = 500
_FETCHES_AHEAD = 16
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0


class Assignor(PartitionAssignor):
    """Faust's own leaves out topics it does not see at that moment: nobody would read them, maybe for ever."""

    def assign(self, cluster: Any, member_metadata: Any) -> Any:
        """Ends the process when the broker does not show a topic that a member of the group reads."""
        wanted = {topic for member in member_metadata.values() for topic in member.subscription}
        missing = [topic for topic in wanted if not cluster.partitions_for_topic(topic)]
        if missing:
            # A broker that just came back, or access taken away: end loudly, what restarts the worker is outside.
            log.critical("worker stops", reason="topics not visible", count=len(missing))
            sys.stdout.flush()
            os._exit(1)
        return super().assign(cluster, member_metadata)


def _comes_back(error: KafkaError) -> bool:
    """Whether waiting mends it: the broker is away or busy. Access that is gone does not come back by itself."""
    return isinstance(error, KafkaConnectionError) or bool(error.retriable)


class _FetchScheduler:
    """Yields a fetch whole instead of by single records, under the first of its partitions; a partner's topic apart."""

    def iterate(self, records: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
        ours: list[Any] = []
        for partition, fetched in records.items():
            topic = topics().get(partition.topic)
            if topic and topic.of_partner:
                yield partition, fetched
            else:
                ours += fetched
        if ours:
            yield TP(ours[0].topic, ours[0].partition), ours


def _ends(fetched: list[Any]) -> dict[TP, int]:
    """Of each partition in it, the last offset."""
    return {TP(record.topic, record.partition): record.offset for record in fetched}


class _OwnThread(WorkerThread):
    """Ends by itself: whoever waits for it here holds up the loop that it still has to ask."""

    def __init__(self, service: ServiceThread, **named: Any) -> None:
        super().__init__(service, **named)
        self.daemon = True

    def stop(self) -> None:
        pass


class _Thread(driver.AIOKafkaConsumerThread):
    """The client, in a thread of its own; a broker that is away is waited for in place."""

    Worker = _OwnThread
    shutdown_timeout = _STOP_SECONDS

    async def on_start(self) -> None:
        pause = _FIRST_PAUSE
        while not self.should_stop:
            try:
                await super().on_start()
            except KafkaError as error:
                if not _comes_back(error):
                    raise
                log.warning("broker does not answer", exc_info=error)
                await self._ensure_consumer().stop()
                await self.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return

    async def _fetch_records(self, consumer: Any, *arguments: Any, **named: Any) -> Any:
        """Raises KafkaError when access is gone or the group can't be joined any more; Faust itself never looks."""
        try:
            if consumer._coordinator:
                consumer._coordinator.check_errors()
            return await super()._fetch_records(consumer, *arguments, **named)
        except KafkaError as error:
            if not _comes_back(error):
                raise
            log.warning("broker does not answer", exc_info=error)
            await self.sleep(_FIRST_PAUSE)
            return {}

    async def _commit(self, offsets: Mapping[Any, int]) -> bool:
        """False when it has to be tried again, or is another's partition by now."""
        committed = {TopicPartition(tp.topic, tp.partition): OffsetAndMetadata(at, "") for tp, at in offsets.items()}
        try:
            await self._ensure_consumer().commit(committed)
        except (CommitFailedError, IllegalStateError):
            log.info("partition moved on", count=len(committed))
            return False
        except KafkaError as error:
            if not _comes_back(error):
                await self.crash(error)
            log.warning("offsets are committed later", exc_info=error)
            return False
        return True

    async def seek_to_committed(self) -> Any:
        return await self.call_thread(self._seek_to_committed)

    async def seek_to_committed_of(self, topics: frozenset[str]) -> None:
        await self.call_thread(self._seek_to_committed, topics)

    async def _seek_to_committed(self, topics: frozenset[str] | None = None) -> Mapping[Any, int | None]:
        """Of all partitions (of these topics) in one question; what was never committed is read from its beginning.

        Faust asks for each apart, which takes too long for a broker that just came back, and leaves the others where
        they are: what was fetched of them and dropped would not be fetched again.
        """
        consumer: Any = self._ensure_consumer()
        partitions = {tp for tp in consumer.assignment() if topics is None or tp.topic in topics}
        known = await consumer._coordinator.fetch_committed_offsets([*partitions])
        for tp, committed in known.items():
            consumer.seek(tp, committed.offset)
        if fresh := partitions - known.keys():
            await consumer.seek_to_beginning(*fresh)
        return {tp: known[tp].offset if tp in known else None for tp in partitions}

    def on_crash(self, msg: str, *fmt: Any, **_: Any) -> None:
        """Said by the log, which holds no text of an error; Faust would print it all."""
        log.error("consumer crashed", exc_info=True)


class _NothingRead(dict[Any, Any]):
    """Faust drops what lies before the last offset it read; of a fetch that is its last, the rest may be new.

    A fetch that is read again after a rebalance can be cut otherwise than before: dropping one would lose events, and
    commit them. What comes twice is for the inbox.
    """

    def __missing__(self, _: Any) -> None:
        return None

    def __setitem__(self, _: Any, __: Any) -> None:
        pass

    def update(self, *_: Any, **__: Any) -> None:
        pass


class _Consumer(driver.Consumer):
    """Counts in fetches: how many are in hand, and how far each partition is done."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._fetched: list[ConsumerMessage] = []
        self._begun: dict[Any, int] = {}
        super().__init__(*arguments, **named)
        self._read_offset = _NothingRead()

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    async def subscribe(self, topics: Any) -> None:
        """To none is nothing to Kafka: who reads nothing joins no group."""
        if topics:
            await super().subscribe(topics)

    async def _getmany(self, active_partitions: Any, timeout: float) -> Any:  # noqa: ASYNC109 - Faust's own
        # What waits in memory is bounded here: Faust's own buffer would hold thousands of fetches.
        self._spread()
        if len(self._fetched) >= _FETCHES_AHEAD:
            await self._wait_for_ack(timeout)
            return {}
        read = {tp for tp in active_partitions if tp.topic not in self._unread()}
        if not read:  # which the client would take for all
            await self.sleep(timeout)
            return {}
        return await super()._getmany(read, timeout)

    def _unread(self) -> frozenset[str]:
        app: Any = self.app
        return app.breaker.stopped

    async def turn_back(self, topics: frozenset[str]) -> None:
        """To what was committed of these topics, that are not read now; the others go on as they were.

        What is in hand of them goes by first, unhandled: later than what it follows it would be out of order.
        """
        while any(message.topic in topics and not message.acked for message in self._fetched):
            await self.sleep(_LOOK_SECONDS)
        for tp in self._acked:
            if tp.topic in topics:
                self._keep_acked(tp, self._handled(tp))
        thread: Any = self._thread
        await thread.seek_to_committed_of(topics)

    def _to_message(self, tp: Any, record: Any) -> Any:  # the record is here the list of a fetch
        for one in record:
            self._begun.setdefault(TP(one.topic, one.partition), one.offset)
        message = ConsumerMessage(
            tp.topic,
            tp.partition,
            _ends(record)[tp],
            record[-1].timestamp / 1000,
            record[-1].timestamp_type,
            [],
            None,
            record,
            None,
            0,
            0,
            tp,
            generation_id=self.app.consumer_generation_id,
        )
        self._fetched.append(message)
        return message

    def _spread(self) -> None:
        """Faust acknowledges a fetch for the first of its partitions; it is done for all of them."""
        for message in self._fetched:
            fetched: Any = message.value  # the list, whatever its type says
            for tp, last in _ends(fetched).items() if message.acked else ():
                if last not in self._acked_index[tp]:
                    self._acked_index[tp].add(last)
                    self._acked[tp].append(last)
        self._fetched = [message for message in self._fetched if not message.acked]

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Any:
        self._spread()
        return super()._filter_tps_with_pending_acks(topics)

    async def on_partitions_assigned(self, assigned: Any, generation_id: int = 0) -> None:
        """What was fetched before is dropped, and fetched again."""
        self._fetched.clear()
        self._begun.clear()
        await super().on_partitions_assigned(assigned, generation_id)

    def _new_offset(self, tp: Any) -> int | None:
        handled = self._handled(tp)
        if not handled:
            return None
        # Sound because fetches of one partition are handled one after the other. Kept until a commit succeeds.
        last = max(handled)
        self._keep_acked(tp, [last, *(offset for offset in self._acked[tp] if offset > last)])
        return last + 1

    def _handled(self, tp: Any) -> list[int]:
        """Last offsets of the fetches that are done, and not those that passed by: Faust takes both for done."""
        app: Any = self.app
        first = app.breaker.passed.get((tp.topic, tp.partition))
        return [offset for offset in self._acked[tp] if first is None or offset < first]

    def _keep_acked(self, tp: Any, offsets: list[int]) -> None:
        self._acked[tp][:] = offsets
        self._acked_index[tp].clear()
        self._acked_index[tp].update(offsets)

    async def _commit_offsets(self, offsets: Any, start_new_transaction: bool = True) -> bool:
        """Only what was really committed counts as such: Faust would not try again."""
        own = {tp: offset for tp, offset in offsets.items() if tp in self.assignment()}
        if not own or not await self._commit(own):
            return False
        self._committed_offset.update(own)
        return True

    def behind(self) -> dict[str, int]:
        """Per topic, over the partitions of this worker that it has fetched from: events not committed yet."""
        found: dict[str, int] = {}
        for tp in self.assignment():
            end: Any = self.highwater(tp)  # nothing before the first fetch, whatever its type says
            if end is not None:
                done = self._committed_offset[tp]
                due = self._begun.get(tp, end) if done is None else done
                found[tp.topic] = found.get(tp.topic, 0) + max(0, end - due)
        return found

    def verify_event_path(self, now: float, tp: Any) -> None:
        """Faust's alarm for stuck streams counts single events, so it rings for every idle topic here."""

    async def _add_gap(self, tp: Any, offset_from: int, offset_to: int) -> None:
        """Gaps (transaction markers) need no bookkeeping when whole fetches are acknowledged."""


class _Transport(driver.Transport):
    Consumer = _Consumer


class _Records(faust.Schema[bytes, bytes]):
    """No decoding by the framework: it would acknowledge what it cannot decode."""

    def loads_value(self, app: Any, message: Any, *, loads: Any = None, serializer: Any = None) -> Any:
        return [
            Record(raw.topic, raw.partition, raw.offset, raw.timestamp, raw.key, raw.value, raw.headers, raw.cut)
            for raw in message.value
        ]

    def loads_key(self, app: Any, message: Any, *, loads: Any = None, serializer: Any = None) -> Any:
        return None


class _Topic(faust.Topic):
    """Several topics under one agent; ``faust agents`` asks each agent for one name."""

    def get_topic_name(self) -> str:
        return ", ".join(self.topics)


class _ConsumerOnly(BootStrategy):
    """The relay publishes; Faust's own producer is never started."""

    enable_kafka_producer = False
    enable_web = False


class UntoldError(RuntimeError):
    """A stream that ended and was not told to: its process would look alive and read nothing."""


class StreamApp(faust.App):
    """A Faust app whose agents get ``Fetches``. No tables, no transactions, nothing declared on the broker.

    Nothing may escape an agent: an exception there would commit its fetch.
    """

    BootStrategy = _ConsumerOnly

    def __init__(self, group: str) -> None:
        super().__init__(
            group,
            Topic=_Topic,
            ConsumerScheduler=_FetchScheduler,
            PartitionAssignor=Assignor,
            broker_max_poll_records=_MOST_RECORDS,
            broker_commit_interval=_COMMIT_SECONDS,
            broker_request_timeout=_REQUEST_SECONDS,
            stream_buffer_maxsize=4096,
            stream_wait_empty=True,
            topic_allow_declare=False,
            topic_disable_leader=True,
            web_enabled=False,
            store="memory://",
        )
        bound_client()
        self.breaker = Breaker()
        self.joined = asyncio.Event()
        self._told = False
        self.on_partitions_assigned.connect(self._note_joined, weak=False)

    def reads(self, *topics: str) -> _Topic:
        """The topics of an agent, their records untouched."""
        schema = _Records(key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
        source: Any = self.topic(*topics, schema=schema)
        return source

    def agent(self, channel: _Topic) -> Callable[[Agent], Agent]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Faust's own, with the one setting that keeps a partition's order."""
        made: Any = super().agent(channel, concurrency=1)
        return made

    def connect(self, config: Config) -> None:
        """Which broker, and who this is; before ``start``."""
        if streams._CStreamIterator is None:  # pyright: ignore[reportPrivateImportUsage]
            raise RuntimeError("faust-streaming has no compiled stream iterator: its wheel does not fit this machine")
        with warnings.catch_warnings():  # Faust would have all of this known when the module is imported
            warnings.simplefilter("ignore", AlreadyConfiguredWarning)
            self.conf.broker_session_timeout = SESSION_SECONDS
            self.conf.broker_heartbeat_interval = HEARTBEAT_SECONDS
            self.conf.broker_credentials = SSLCredentials(tls(config.kafka_ca, config.kafka_certificate))
        self.transport.url = [URL(f"kafka://{config.kafka_services}")]

    async def end(self) -> None:
        """Told to by who runs it; whatever else stops it is a failure."""
        self._told = True
        await self.stop()

    async def ended(self) -> None:
        """Return once it ended as it was told. Raises what made it give up, UntoldError where nothing says what."""
        await self.wait_until_stopped()
        if self.crash_reason:
            raise self.crash_reason
        if not self._told:
            raise UntoldError

    async def follow_breaker(self, pool: Pool) -> None:
        """For ever: what was stopped and is to be read again, by this worker or by another, is read on."""
        while True:
            if again := await self.breaker.look(pool):
                consumer: Any = self.consumer
                await consumer.turn_back(again)
                self.breaker.turned_back(again)
            await asyncio.sleep(_LOOK_SECONDS)

    def measure_lag(self) -> None:
        """Set the lag of this worker's topics, once something was read of them; others are not its to report."""
        metrics.CONSUMER_LAG.clear()
        consumer: Any = self.consumer
        for topic, count in consumer.behind().items() if self.joined.is_set() else ():
            metrics.CONSUMER_LAG.labels(topic).set(count)

    def _new_transport(self) -> Any:
        return _Transport(self.conf.broker_consumer, self)

    def _create_directories(self) -> None:
        """Faust keeps tables in a folder; there are none."""

    async def _note_joined(self, *_: Any, **__: Any) -> None:
        self.joined.set()
