"""How far every group of consumers was, ours and partners': a broker that is lost takes that along."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka's futures are untyped, and its documented names not re-exported)

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from aiokafka.admin import AIOKafkaAdminClient
from confluent_kafka import ConsumerGroupTopicPartitions, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from deploy.broker import plain
from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess
from deploy.broker.lag import EARLIEST, LATEST, Partition, committed, offsets, partitions_of
from deploy.broker.set_back import wait_until_idle
from deploy.errors import CannotTryError
from schemas.registry import SERVICES, read_by

_T = TypeVar("_T")

_STARTING = (
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
)
_PAUSE_SECONDS = 0.2

Groups = Mapping[str, Mapping[Partition, int]]
"""By group, the offset it goes on from in each partition it has read."""


async def groups_of(door: BrokerAccess) -> Groups:
    """As they are. Raises aiokafka's KafkaError.

    By the client that is all Python: librdkafka ends its whole process when the broker goes at the wrong moment here.
    """
    client = AIOKafkaAdminClient(**plain.connection(door))
    found: dict[str, Mapping[Partition, int]] = {}
    try:
        await client.start()
        for name, *_ in await client.list_consumer_groups():
            places = await client.list_consumer_group_offsets(name)
            found[name] = {(at.topic, at.partition): kept.offset for at, kept in places.items() if kept.offset >= 0}
    finally:
        await client.close()
    return found


def append(file: Path, moment: datetime, groups: Groups) -> None:
    """Write down how far those that moved are. What they had handled was committed before ``moment``."""
    found = {name: [[*at, offset] for at, offset in sorted(places.items())] for name, places in sorted(groups.items())}
    with file.open("a", encoding="utf-8") as lines:
        file.chmod(0o600)
        lines.write(json.dumps({"at": moment.isoformat(), "groups": found}) + "\n")


def as_of(file: Path, moment: datetime) -> Groups:
    """As they were by then, never further than a database that is brought back to that moment; of those known."""
    found: dict[str, Mapping[Partition, int]] = {}
    if not file.exists():
        return found
    for line in file.read_text("utf-8").splitlines(keepends=True):
        if not line.endswith("\n"):
            break  # the last one, cut off in the middle
        entry = json.loads(line)
        if datetime.fromisoformat(entry["at"]) > moment:
            break
        for name, places in entry["groups"].items():
            found[name] = {(topic, partition): offset for topic, partition, offset in places}
    return found


def set_back_services(admin: AdminClient, groups: Groups, services: Iterable[str]) -> int:
    """Let services read again from where they were; never forward. Returns how many events that are.

    Raises CannotTryError when one of them is at work.
    """
    again = 0
    for service in services:
        read = partitions_of(read_by(f"service:{service}"))
        starts, ends, were = _bounds(admin, read, EARLIEST), _bounds(admin, read, LATEST), groups.get(service, {})
        now = _patiently(lambda name=service: committed(admin, name))
        to = {at: max(starts[at], min(were.get(at, 0), now.get(at, ends[at]), ends[at])) for at in read}
        _set(admin, service, to)
        again += sum(now.get(at, ends[at]) - to[at] for at in read)
    return again


def set_others(admin: AdminClient, groups: Groups) -> list[str]:
    """Let everybody else on a broker that was emptied go on from where they were; returns whose groups those are."""
    others = [name for name in groups if name not in SERVICES]
    for name in others:
        places = groups[name]
        ends = _bounds(admin, places, LATEST)
        _set(admin, name, {at: min(offset, ends[at]) for at, offset in places.items()})
    return others


def _bounds(admin: AdminClient, partitions: Iterable[Partition], spec: OffsetSpec) -> Mapping[Partition, int]:
    return _patiently(lambda: offsets(admin, partitions, spec))


def _set(admin: AdminClient, group: str, to: Mapping[Partition, int]) -> None:
    wanted = [ConsumerGroupTopicPartitions(group, [TopicPartition(*at, offset) for at, offset in to.items()])]

    def alter() -> None:
        wait_until_idle(admin, group)
        admin.alter_consumer_group_offsets(wanted, request_timeout=TIMEOUT_SECONDS)[group].result()

    if to:
        _patiently(alter)


def _patiently(act: Callable[[], _T]) -> _T:
    """A broker that came up just now does not know yet which groups are its own. Raises CannotTryError."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        try:
            return act()
        except KafkaException as error:
            if error.args[0].code() not in _STARTING or time.monotonic() > deadline:
                raise CannotTryError(f"groups can't be asked or set: {error}") from error
        time.sleep(_PAUSE_SECONDS)
