"""What a topic holds, as digests: read from beginning to end beside every group."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (confluent-kafka is only partly typed)

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from confluent_kafka import KafkaException, TopicPartition

from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess
from deploy.broker.lag import EARLIEST, LATEST, offsets, partitions_of
from deploy.errors import CannotTryError

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Contents:
    """``digests`` by (partition, offset), with the record's age in seconds; ``starts`` and ``ends`` by partition."""

    digests: Mapping[tuple[int, int], tuple[bytes, float]]
    starts: Mapping[int, int]
    ends: Mapping[int, int]


def contents(door: BrokerAccess, topic: str) -> Contents:
    """Everything the topic held when it was asked. Raises CannotTryError."""
    try:
        starts, ends = bounds(door, topic)
        return Contents(_read(door, topic, starts, ends), starts, ends)
    except KafkaException as error:
        raise CannotTryError(f"{topic} can't be read: {error}") from error


def bounds(door: BrokerAccess, topic: str) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Of each partition the first offset it holds, and the one after its last."""
    admin, wanted = door.admin(), partitions_of([topic])
    starts, ends = offsets(admin, wanted, EARLIEST), offsets(admin, wanted, LATEST)
    return {at[1]: starts[at] for at in wanted}, {at[1]: ends[at] for at in wanted}


def _read(
    door: BrokerAccess, topic: str, starts: Mapping[int, int], ends: Mapping[int, int]
) -> Mapping[tuple[int, int], tuple[bytes, float]]:
    left = {number for number in ends if ends[number] > starts[number]}
    found: dict[tuple[int, int], tuple[bytes, float]] = {}
    consumer = door.consumer(enable_partition_eof=True)
    try:
        consumer.assign([TopicPartition(topic, number, starts[number]) for number in left])
        heard = time.monotonic()
        while left:
            for message in consumer.consume(_BATCH, 1.0):
                heard = time.monotonic()
                number, offset = message.partition() or 0, message.offset() or 0
                if not message.error() and offset < ends[number]:
                    found[number, offset] = (_digest(message.value()), time.time() - message.timestamp()[1] / 1000)
                if offset + (not message.error()) >= ends[number]:
                    left.discard(number)
            if time.monotonic() - heard > TIMEOUT_SECONDS:
                raise CannotTryError(f"{topic} can't be read to its end: the broker does not answer")
    finally:
        consumer.close()
    return found


def _digest(value: bytes | str | None) -> bytes:
    return sha256(value.encode() if isinstance(value, str) else value or b"").digest()
