"""Topics made again on a broker that was emptied, from audit's table: every record at the offset it had.

What is kept elsewhere by its offset (in audit, in quarantine, by partners' groups) stays true. Of what retention has
removed since, and of what audit holds only the beginning of, the place is filled by a record without content.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka is only partly typed, and its documented names not re-exported)

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from confluent_kafka import KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess
from deploy.broker.lag import LATEST, Partition, from_moment, offsets, partitions_of
from deploy.broker.wanted import wanted_topics
from deploy.errors import CannotTryError
from schemas.registry import topics
from services.audit.domain import headers_of
from services.audit.why import read_event

if TYPE_CHECKING:
    import asyncpg

    from deploy.database import Connection

_BATCH_BYTES = 64 * 1024  # below what a partner's topic takes
_CLOCKS_APART = timedelta(seconds=60)
_WAIT_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Sent:
    """An event of ours as it stands on its topic."""

    topic: str
    event_id: str
    sequence: int


async def fill(door: BrokerAccess, database: Connection, replication_factor: int) -> int:
    """Make the declared topics and put back what they held; returns how many records. Raises CannotTryError.

    Nobody else gets in meanwhile: access is granted only afterwards. The records keep the time at which the broker
    first had them, so that retention ends when it would have.
    """
    admin = door.admin()
    _create(admin, replication_factor)
    filling = _Filling(door)
    async with database.transaction():
        rows = database.cursor(
            "select topic, partition, record_offset, logged_at, key, headers, value from audit.record"
            " where topic = any($1::text[]) order by topic, partition, record_offset",
            [*topics()],
            prefetch=500,
        )
        async for row in rows:
            filling.put(row)
    filling.finish(admin)
    return filling.count


def _create(admin: AdminClient, replication_factor: int) -> None:
    kept = {"message.timestamp.type": "CreateTime"}  # provisioning sets it back: a difference like any other
    made = [
        NewTopic(name, wanted.partitions, replication_factor, config={**wanted.configs, **kept})
        for name, wanted in wanted_topics(replication_factor).items()
    ]
    try:
        for future in admin.create_topics(made, operation_timeout=TIMEOUT_SECONDS).values():
            future.result()
    except KafkaException as error:
        raise CannotTryError(f"the broker is not empty, or refuses topics: {error}") from error


class _Filling:
    """One record after another, in the order of their partitions."""

    def __init__(self, door: BrokerAccess) -> None:
        self.count = 0
        self._ends: dict[Partition, int] = defaultdict(int)
        self._expired: dict[Partition, int] = {}
        self._failed: list[KafkaError] = []
        self._now = datetime.now(UTC)
        settings = {"acks": "all", "enable.idempotence": True, "compression.type": "lz4", "batch.size": _BATCH_BYTES}
        self._producer = Producer({**door.settings(), **settings})

    def put(self, row: asyncpg.Record) -> None:
        """Of audit's table."""
        at = (row["topic"], row["partition"])
        stamp = round(row["logged_at"].timestamp() * 1000)
        while self._ends[at] < row["record_offset"]:  # unpacked by nobody: audit has them as one
            self._send(at, None, None, (), stamp)
        headers, cut = headers_of(row["headers"])
        days = topics()[row["topic"]].retention_days
        if days != "unlimited" and row["logged_at"] < self._now - timedelta(days=days):
            self._send(at, None, None, (), stamp)
            self._expired[at] = self._ends[at]
        elif cut:
            self._send(at, None, None, (), stamp)
        else:
            self._send(at, row["key"], row["value"], headers, stamp)
            self.count += 1

    def _send(
        self,
        at: Partition,
        key: bytes | None,
        value: bytes | None,
        headers: Iterable[tuple[str, bytes | None]],
        stamp: int,
    ) -> None:
        topic, partition = at
        while True:
            try:
                self._producer.produce(
                    topic, value, key, partition, timestamp=stamp, headers=[*headers], on_delivery=self._delivered
                )
                break
            except BufferError:
                self._producer.poll(1)
        self._producer.poll(0)
        self._ends[at] += 1

    def _delivered(self, error: KafkaError | None, _: Message) -> None:
        if error:
            self._failed.append(error)

    def finish(self, admin: AdminClient) -> None:
        """Raises CannotTryError unless every partition ends where it did."""
        left = self._producer.flush(10 * TIMEOUT_SECONDS)
        if left or self._failed:
            raise CannotTryError(f"the topics can't be filled: {self._failed[0] if self._failed else 'no answer'}")
        ends = offsets(admin, self._ends, LATEST)
        if wrong := [at for at, end in self._ends.items() if ends[at] != end]:
            raise CannotTryError(f"{wrong[0]} ends at {ends[wrong[0]]}, and should at {self._ends[wrong[0]]}")
        gone = [TopicPartition(*at, offset) for at, offset in self._expired.items()]
        if gone:
            for future in admin.delete_records(gone, operation_timeout=TIMEOUT_SECONDS).values():
                future.result()


def sent_since(door: BrokerAccess, names: Iterable[str], moment: datetime) -> list[Sent]:
    """The events of ours that stand on these topics since then, and from a little before. Raises CannotTryError."""
    admin, read = door.admin(), partitions_of(names)
    starts, ends = offsets(admin, read, from_moment(moment - _CLOCKS_APART)), offsets(admin, read, LATEST)
    left = {at for at in read if 0 <= starts[at] < ends[at]}
    found: list[Sent] = []
    consumer = door.consumer(enable_partition_eof=True)
    try:
        consumer.assign([TopicPartition(*at, starts[at]) for at in left])
        heard = time.monotonic()
        while left:
            for message in consumer.consume(500, _WAIT_SECONDS):
                heard = time.monotonic()
                at = (message.topic() or "", message.partition() or 0)
                if not message.error() and (sent := _sent(message)):
                    found.append(sent)
                if (message.offset() or 0) + (not message.error()) >= ends[at]:
                    left.discard(at)
            if time.monotonic() - heard > TIMEOUT_SECONDS:
                raise CannotTryError(f"{min(left)} can't be read to its end: the broker does not answer")
    finally:
        consumer.close()
    return found


def _sent(message: Message) -> Sent | None:
    """None where it is no event of ours."""
    event = read_event(message.value())
    sequence = dict(message.headers() or []).get("sequence")
    return Sent(message.topic() or "", str(event["id"]), int(sequence or 0)) if event else None
