"""Partners: each answers what is on its own topics, now and then in an order that makes no sense."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zlib import crc32

from schemas.registry import partners, topics

if TYPE_CHECKING:
    from tests.faults.topic_log import Seen, TopicLog
    from tests.faults.writers import Writers

_POLL_SECONDS = 0.1
_LIVES = (
    ("received", "accepted", "started", "done"),
    ("accepted", "done"),
    ("received", "more-information-asked", "declined"),
    (),
)
_SCRAMBLED = ("done", "received", "received", "accepted", "more-information-asked", "started", "received", "done")
_DATA: dict[str, dict[str, Any]] = {
    "declined": {"reason": "niet-bevoegd", "personal": {}},
    "more-information-asked": {"personal": {"question": "Welke taal?"}},
    "done": {"outcome": "casus-afgerond"},
}


class Partners:
    """``run`` answers for ever; ``scramble`` lets the next referral of a service be answered out of order."""

    def __init__(self, log: TopicLog, writers: Writers) -> None:
        self._log = log
        self._writers = writers
        self._answered: set[tuple[str, str]] = set()
        self._to_scramble: set[str] = set()
        self._sent: list[tuple[str, list[tuple[bytes, bytes]]]] = []
        self._position = 0

    async def send_again(self) -> None:
        """All that was ever sent, as it was: what a broker lost comes back with it, and the rest is known."""
        for topic, records in [*self._sent]:
            await self._writers.send(topic, None, records)

    def go_on(self, log: TopicLog) -> None:
        """On topics that are read again from their beginning; what was answered stays answered."""
        self._log, self._position = log, 0

    def scramble(self, service: str) -> None:
        self._to_scramble.add(service)

    def is_scrambled(self, service: str) -> bool:
        """Whether it was done."""
        return service not in self._to_scramble

    async def run(self) -> None:
        """One partner that is slow to answer keeps no other from it. Ends with the first that can't."""
        async with asyncio.TaskGroup() as group:
            while True:
                fresh = self._log.since(self._position)
                self._position += len(fresh)
                for record in fresh:
                    group.create_task(self._answer(record))
                await asyncio.sleep(_POLL_SECONDS)  # polling a remote state

    async def _answer(self, record: Seen) -> None:
        family, _, partner = record.place[0].partition(".")
        if family not in ("referral", "consult", "alert") or record.event is None or record.identity in self._answered:
            return
        self._answered.add(record.identity)
        if not str(record.event["type"]).endswith(("-sent.v1", "-asked.v1", "-raised.v1")):
            return
        reference = str(record.event["subject"])
        if family == "referral":
            kinds = [f"referral.{step}" for step in self._life(record.place[0], reference)]
        else:
            kinds = ["consult.answered"] * 2 if family == "consult" else ["alert.acknowledged"]
        values = [reply(partner, kind, reference) for kind in kinds]
        if values:
            records = [(reference.encode(), value) for value in values]
            self._sent.append((f"reply.{partner}", records))
            await self._writers.send(f"reply.{partner}", None, records)

    def _life(self, topic: str, reference: str) -> tuple[str, ...]:
        service = topics()[topic].writer.removeprefix("service:")
        if service in self._to_scramble:
            self._to_scramble.discard(service)
            return _SCRAMBLED
        return _LIVES[crc32(reference.encode()) % len(_LIVES)]


def reply(partner: str, kind: str, reference: str, time: str = "2026-11-24T10:00:00Z") -> bytes:
    """What the partner writes."""
    data: dict[str, Any] = {"reference": reference, **_DATA.get(kind.removeprefix("referral."), {})}
    if kind == "consult.answered":
        data |= {"conclusion": "niet-bekend", "personal": {}}
    return json.dumps(
        {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"urn:nld:oin:{partners()[partner].oin}:systeem:casusregister",
            "type": f"nl.signaalketen.{kind}.v1",
            "subject": reference,
            "time": time,
            "data": data,
        }
    ).encode()
