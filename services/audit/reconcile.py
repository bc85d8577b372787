"""Outbox, topic and log against each other: what was made, what was sent, and what audit holds. Pure.

Whoever withholds an event has to change all three at once; each of them is another's to keep.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SETTLED_SECONDS = 60.0
"""What is younger may still be on its way."""

Offset = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Made:
    """A row of an outbox; ``age`` in seconds since it was made."""

    event_id: str
    number: int | None
    digest: bytes
    sent: bool
    age: float


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic from its three sides.

    ``before`` is the writer's outbox as it was before the topic was read, ``after`` afterwards (both None where the
    writer is no service of ours); ``held`` is the topic, by partition and offset, with each record's age; ``starts``
    what retention left; ``ends`` where the topic ended after ``logged`` was read.
    """

    name: str
    before: Iterable[Made] | None
    after: Iterable[Made] | None
    held: Mapping[Offset, tuple[bytes, float]]
    starts: Mapping[int, int]
    ends: Mapping[int, int]
    logged: Mapping[Offset, bytes]


@dataclass(frozen=True, slots=True)
class Finding:
    """What differs, and between which two."""

    where: str
    what: str


def reconcile(topic: Topic) -> list[Finding]:
    """Empty when nothing was withheld, changed or added on the way."""
    return [*_outbox_and_topic(topic), *_topic_and_log(topic)]


def _outbox_and_topic(topic: Topic) -> Iterator[Finding]:
    if topic.before is None or topic.after is None:
        return
    on_topic = Counter(digest for digest, _ in topic.held.values())
    expired = any(topic.starts.values())  # then an old row may rightly be gone from the topic
    for made in topic.before:
        name = f"event {made.event_id}" + (f" (number {made.number})" if made.number else "")
        if made.sent and made.digest not in on_topic and not expired:
            yield Finding(f"outbox, {topic.name}", f"{name} was marked as sent and is not on the topic")
        if not made.sent and made.age > SETTLED_SECONDS:
            yield Finding(f"outbox, {topic.name}", f"{name} waits since {made.age:.0f} s")
    known = {made.digest for made in topic.after}
    for (partition, offset), (digest, _) in topic.held.items():
        if digest not in known and not expired:
            yield Finding(_place(topic, partition, offset), "is in no outbox: its writer never made it")


def _topic_and_log(topic: Topic) -> Iterator[Finding]:
    last = dict.fromkeys(topic.ends, -1)
    for partition, offset in topic.logged:
        last[partition] = max(last.get(partition, -1), offset)
    for (partition, offset), (digest, age) in sorted(topic.held.items()):
        kept = topic.logged.get((partition, offset))
        if kept is None and (offset < last[partition] or age > SETTLED_SECONDS):
            yield Finding(_place(topic, partition, offset), "is on the topic and not in the log")
        if kept is not None and kept != digest:
            yield Finding(_place(topic, partition, offset), "is not the same on the topic and in the log")
    for partition, offset in sorted(topic.logged):
        if offset >= topic.ends.get(partition, 0):
            yield Finding(_place(topic, partition, offset), "is in the log, and the topic has gone back behind it")


def _place(topic: Topic, partition: int, offset: int) -> str:
    return f"{topic.name} partition {partition} offset {offset}"
