"""What a topic holds, as digests: read from beginning to end beside every group."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (aiokafka is only partly typed)

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition
from confluent_kafka import KafkaException

from deploy.broker import plain
from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess
from deploy.broker.lag import EARLIEST, LATEST, offsets, partitions_of
from deploy.errors import CannotTryError

_WAIT_MS = 500


@dataclass(frozen=True, slots=True)
class Contents:
    """``digests`` by (partition, offset), with the record's age in seconds; ``starts`` and ``ends`` by partition."""

    digests: Mapping[tuple[int, int], tuple[bytes, float]]
    starts: Mapping[int, int]
    ends: Mapping[int, int]


async def contents(door: BrokerAccess, topic: str) -> Contents:
    """Everything the topic held when it was asked. Raises CannotTryError.

    What a batch holds that is larger than the bound when unpacked is one record here, as for every reader.
    """
    try:
        starts, ends = bounds(door, topic)
        return Contents(await _read(door, topic, starts, ends), starts, ends)
    except (KafkaException, KafkaError) as error:
        raise CannotTryError(f"{topic} can't be read: {error}") from error


def bounds(door: BrokerAccess, topic: str) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Of each partition the first offset it holds, and the one after its last."""
    admin, wanted = door.admin(), partitions_of([topic])
    starts, ends = offsets(admin, wanted, EARLIEST), offsets(admin, wanted, LATEST)
    return {at[1]: starts[at] for at in wanted}, {at[1]: ends[at] for at in wanted}


async def _read(
    door: BrokerAccess, topic: str, starts: Mapping[int, int], ends: Mapping[int, int]
) -> Mapping[tuple[int, int], tuple[bytes, float]]:
    places = {TopicPartition(topic, number): ends[number] for number in ends if ends[number] > starts[number]}
    found: dict[tuple[int, int], tuple[bytes, float]] = {}
    if not places:  # the client can't be stopped before it has done anything
        return found
    async with plain.reading(door) as consumer:
        consumer.assign(list(places))
        for place in places:
            consumer.seek(place, starts[place.partition])
        heard = time.monotonic()
        while any([await consumer.position(place) < end for place, end in places.items()]):
            fetched = [one for records in (await consumer.getmany(timeout_ms=_WAIT_MS)).values() for one in records]
            for record in fetched:
                if record.offset < ends[record.partition]:
                    age = time.time() - record.timestamp / 1000
                    found[record.partition, record.offset] = (_digest(record), age)
            if fetched:
                heard = time.monotonic()
            elif time.monotonic() - heard > TIMEOUT_SECONDS:
                raise CannotTryError(f"{topic} can't be read to its end: the broker does not answer")
    return found


def _digest(record: Any) -> bytes:
    """Of the whole value, also where the reader has only its beginning."""
    if record.cut and not record.cut.codec:
        return bytes.fromhex(record.cut.sha256)
    return sha256(record.value or b"").digest()
