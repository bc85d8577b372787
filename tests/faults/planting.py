"""Poison and duplicates, planted on the topics a service reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from schemas.registry import partners, read_by, topics
from tests.faults.partners import reply

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from tests.faults.evidence import Promises
    from tests.faults.topic_log import Seen, TopicLog
    from tests.faults.writers import Writers

_TEMPLATES = {
    "intake": "signal.feedback",
    "enrichment": "signal.received",
    "triage": "signal.direct",
    "zorg-referral": "decision.zorg",
    "riec-referral": "decision.riec",
    "audit": "signal.received",
}
_NEW = {
    f"nl.signaalketen.{fact}.v1"
    for fact in (
        "signal.feedback-given",
        "signal.received",
        "signal.received-directly",
        "decision.zorg-taken",
        "decision.riec-taken",
    )
}
_BATCH = 5


_BOMB_BYTES = 24 * 1024 * 1024
_DEPTH = 30_000
_FLOOD = 80


_FAR = ("2200-01-01T00:00:00Z", "9999-12-31T23:30:00Z")
_FIRST = {"referral": "referral.received", "consult": "consult.answered", "alert": "alert.acknowledged"}


def _far(topic: str) -> list[bytes]:
    """Replies from a time that is still to come."""
    partner = topic.removeprefix("reply.")
    kind = _FIRST[partners()[partner].families[0]]
    return [reply(partner, kind, str(uuid4()), time) for time in _FAR]


_HOSTILE: dict[str, Callable[[str], list[bytes]]] = {
    "bomb": lambda _: [bytes(_BOMB_BYTES)],
    "flood": lambda _: [b"{" + b" " * 200] * _FLOOD,
    "deep-json": lambda _: [b"[" * _DEPTH + b"]" * _DEPTH, b'{"data":' * (_DEPTH // 4) + b"1" + b"}" * (_DEPTH // 4)],
    "far-dates": _far,
}


class NothingToCopyError(Exception):
    """No event on the topic yet."""


class Planter:
    """Each call is one batch on one partition; what it put there is noted as a promise."""

    def __init__(self, log: TopicLog, writers: Writers, promises: Promises) -> None:
        self._log = log
        self._writers = writers
        self._promises = promises
        self._bad: set[str] = set()
        """Ids of poison, never to be copied."""

    async def fresh(self, service: str, chance: random.Random) -> None:
        """One new, valid event."""
        topic = _TEMPLATES[service]
        await self._plant(topic, chance, [self._copy(topic)])

    async def poison(self, service: str, place: str, chance: random.Random) -> None:
        """One record nobody can handle, first, in the middle or last among new valid ones."""
        topic = chance.choice([_TEMPLATES[service], *_replies(service)])
        batch = [self._copy(_TEMPLATES[service]) for _ in range(_BATCH - 1)] if not topic.startswith("reply.") else []
        bad = chance.choice(self._poisons(topic))
        position = {"first": 0, "middle": len(batch) // 2, "last": len(batch)}[place]
        batch.insert(position, (b"poison", bad))
        await self._plant(topic, chance, batch, bad=position)

    async def from_a_partner(self, kind: str, service: str, chance: random.Random) -> None:
        """What one partner can write on its own topic to stop whoever reads it; nothing of it may count."""
        topic = chance.choice(_replies(service))
        values = _HOSTILE[kind](topic)
        codec = "gzip" if kind == "bomb" else "none"
        records = [(str(uuid4()).encode(), value) for value in values]
        self._promises.poisoned.update(await self._writers.send(topic, None, records, codec))

    async def duplicates_inside(self, service: str, chance: random.Random) -> None:
        topic = _TEMPLATES[service]
        first, second = self._copy(topic), self._copy(topic)
        await self._plant(topic, chance, [first, first, second, first, second])

    async def duplicates_across(self, service: str, chance: random.Random) -> None:
        """Events handled long ago, from every topic it reads, and one new event in three batches."""
        for topic in [name for name in read_by(f"service:{service}") if not name.startswith("deadletter.")]:
            earlier = self._latest(topic)
            if earlier:
                await self._plant(topic, chance, [(earlier.key, earlier.value)], partition=earlier.place[1])
        topic = _TEMPLATES[service]
        new, partition = self._copy(topic), chance.randrange(topics()[topic].partitions)
        for _ in range(3):
            await self._plant(topic, chance, [new], partition=partition)

    async def _plant(
        self,
        topic: str,
        chance: random.Random,
        batch: Sequence[tuple[bytes, bytes]],
        bad: int | None = None,
        partition: int | None = None,
    ) -> None:
        if partition is None:
            partition = chance.randrange(topics()[topic].partitions)
        places = await self._writers.send(topic, partition, batch)
        if bad is not None:
            self._promises.poisoned.add(places[bad])

    def _latest(self, topic: str) -> Seen | None:
        return self._log.latest(topic, lambda event: event.get("id") not in self._bad and bool(event.get("data")))

    def _copy(self, topic: str) -> tuple[bytes, bytes]:
        """The newest event of a topic about another signal: a new id, and a new subject."""
        latest = self._log.latest(topic, lambda event: event.get("id") not in self._bad and event.get("type") in _NEW)
        if latest is None or latest.event is None:
            raise NothingToCopyError(topic)
        event: dict[str, Any] = {**latest.event, "id": str(uuid4()), "subject": str(uuid4())}
        if "decision_id" in event["data"]:
            event["data"] = {**event["data"], "decision_id": str(uuid4())}
        self._promises.injected.add(event["id"])
        return event["subject"].encode(), json.dumps(event).encode()

    def _poisons(self, topic: str) -> list[bytes]:
        bad = [b"{", b"\xff\xfe\x00", b"", b"[]", b'{"specversion": "1.0"}']
        latest = self._latest(topic)
        if latest and latest.event:
            event: dict[str, Any] = {**latest.event, "id": str(uuid4())}
            self._bad.add(event["id"])
            bad += [
                json.dumps({**event, "data": {}}).encode(),
                json.dumps({**event, "data": {**event["data"], "extra": "x"}}).encode(),
                json.dumps({**event, "source": "urn:nld:oin:00000099000000009999:systeem:x"}).encode(),
                json.dumps({**event, "type": "nl.signaalketen.signal.unheard.v1"}).encode(),
                json.dumps({**event, "data": {"x": "x" * 70_000}}).encode(),
            ]
        return bad


def _replies(service: str) -> list[str]:
    return [name for name in read_by(f"service:{service}") if name.startswith("reply.")] if service != "audit" else []
