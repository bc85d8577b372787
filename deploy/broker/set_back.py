"""Sets a group back, so that its service reads again what it has read; the inbox keeps effects from doubling."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka's futures are untyped, and its documented names not re-exported)

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from confluent_kafka import ConsumerGroupState, ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess
from deploy.broker.lag import EARLIEST, committed, from_moment, offsets, partitions_of
from deploy.errors import CannotTryError

_PAUSE_SECONDS = 0.2
_IDLE = (ConsumerGroupState.EMPTY, ConsumerGroupState.DEAD)


@dataclass(frozen=True, slots=True)
class SetBack:
    """A partition and the events that are read again: from ``start`` up to ``was``."""

    topic: str
    partition: int
    start: int
    was: int


def set_back(door: BrokerAccess, group: str, names: Sequence[str], since: datetime | None) -> list[SetBack]:
    """From ``since`` on, or from what the topics still hold; never forward, because that would skip events.

    Raises CannotTryError when a member of the group is at work.
    """
    admin = door.admin()
    try:
        wait_until_idle(admin, group)
        read = partitions_of(names)
        moment = from_moment(since) if since else EARLIEST
        starts, done = offsets(admin, read, moment), committed(admin, group)
        moves = [
            SetBack(*at, start=starts[at], was=done[at]) for at in read if at in done and 0 <= starts[at] < done[at]
        ]
        if moves:
            wanted = [TopicPartition(move.topic, move.partition, move.start) for move in moves]
            changed = admin.alter_consumer_group_offsets(
                [ConsumerGroupTopicPartitions(group, wanted)], request_timeout=TIMEOUT_SECONDS
            )
            changed[group].result()
    except KafkaException as error:
        raise CannotTryError(f"the group of {group} can't be set back: {error}") from error
    return moves


def wait_until_idle(admin: AdminClient, group: str) -> None:
    """A member that was killed is in the group until its session ends."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        found = admin.describe_consumer_groups([group], request_timeout=TIMEOUT_SECONDS)[group].result()
        if found.state in _IDLE:
            return
        if time.monotonic() > deadline:
            raise CannotTryError(f"workers of {group} are at work: stop them first")
        time.sleep(_PAUSE_SECONDS)
