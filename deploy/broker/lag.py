"""How far each service's group is on each partition, and how long its oldest unhandled event has waited."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka's futures are untyped, and its documented names not re-exported)

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess
from deploy.errors import CannotTryError
from schemas.registry import read_by, topics

Partition = tuple[str, int]

# The library declares that these may be None; they never are.
EARLIEST = cast("OffsetSpec", OffsetSpec.earliest())
LATEST = cast("OffsetSpec", OffsetSpec.latest())


@dataclass(frozen=True, slots=True)
class Place:
    """One partition as one group reads it; ``committed`` is None where it has not read yet, ``oldest`` in seconds."""

    service: str
    topic: str
    partition: int
    end: int
    committed: int | None
    lag: int
    oldest: float | None


def places(door: BrokerAccess, services: Iterable[str]) -> list[Place]:
    """Every partition these services read. Raises CannotTryError."""
    admin = door.admin()
    try:
        return [place for service in services for place in _places(door, admin, service)]
    except KafkaException as error:
        raise CannotTryError(f"the broker does not say how far the groups are: {error}") from error


def _places(door: BrokerAccess, admin: AdminClient, service: str) -> list[Place]:
    read = partitions_of(read_by(f"service:{service}"))
    done = committed(admin, service)
    ends = offsets(admin, read, LATEST)
    starts = offsets(admin, read, EARLIEST)
    # What retention has removed cannot be handled any more, and does not wait.
    first = {at: max(done.get(at, 0), starts[at]) for at in read}
    behind = {at: first[at] for at in read if ends[at] > first[at]}
    ages = _ages(door, behind)
    return [
        Place(service, topic, number, ends[at], done.get(at), max(0, ends[at] - first[at]), ages.get(at))
        for at in read
        for topic, number in [at]
    ]


def partitions_of(names: Iterable[str]) -> list[Partition]:
    return [(name, number) for name in names for number in range(topics()[name].partitions)]


def committed(admin: AdminClient, group: str) -> Mapping[Partition, int]:
    """Where the group has committed; Kafka answers a group it does not know with none."""
    asked = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)], request_timeout=TIMEOUT_SECONDS)
    found: Sequence[TopicPartition] = asked[group].result().topic_partitions or []
    return {(place.topic, place.partition): place.offset for place in found if place.offset >= 0}


def from_moment(moment: datetime) -> OffsetSpec:
    return cast("OffsetSpec", OffsetSpec.for_timestamp(int(moment.timestamp() * 1000)))


def offsets(admin: AdminClient, partitions: Iterable[Partition], spec: OffsetSpec) -> Mapping[Partition, int]:
    """The offset ``spec`` asks for, of each; -1 where there is none from that moment on."""
    asked = admin.list_offsets({TopicPartition(*at): spec for at in partitions}, request_timeout=TIMEOUT_SECONDS)
    return {(place.topic, place.partition): future.result().offset for place, future in asked.items()}


def _ages(door: BrokerAccess, waiting: Mapping[Partition, int]) -> Mapping[Partition, float]:
    """Seconds since the broker took in the event at this offset, of each partition; only its timestamp is used."""
    if not waiting:
        return {}
    consumer = door.consumer()
    ages: dict[Partition, float] = {}
    try:
        consumer.assign([TopicPartition(*at, offset) for at, offset in waiting.items()])
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while waiting.keys() - ages.keys():
            message = consumer.poll(max(0.0, deadline - time.monotonic()))
            if message is None:
                raise CannotTryError("the oldest unhandled events can't be read: the broker does not answer")
            if error := message.error():
                raise KafkaException(error)
            at = (message.topic() or "", message.partition() or 0)
            if at not in ages:
                ages[at] = max(0.0, time.time() - message.timestamp()[1] / 1000)
                consumer.pause([TopicPartition(*at)])
    finally:
        consumer.close()
    return ages
