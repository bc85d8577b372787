"""Every record of every topic, read by a plain consumer beside the chain: the checker's own eyes."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from confluent_kafka import TopicPartition

from deploy.broker.admin import BrokerAccess
from schemas.registry import topics

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """One record; ``event`` is None where the value is no JSON object."""

    place: Place
    key: bytes
    value: bytes
    digest: str
    event: dict[str, Any] | None

    @property
    def identity(self) -> tuple[str, str]:
        return (str((self.event or {}).get("source")), str((self.event or {}).get("id")))


class TopicLog:
    """Grows while it is open; reads by offset, joins no group."""

    def __init__(self, bootstrap: str, ca: Path, certificate: Path) -> None:
        door = BrokerAccess(bootstrap, ca, certificate)
        self._consumer = door.consumer(fetch_wait_max_ms=100, reconnect_backoff_max_ms=500)
        self._records: list[Seen] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def start(self) -> None:
        # From offset 0: nothing of a run expires, and no offset of the audit service's group is used.
        places = [TopicPartition(name, n, 0) for name, topic in topics().items() for n in range(topic.partitions)]
        self._consumer.assign(places)
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        self._thread.join()
        self._consumer.close()

    def records(self) -> list[Seen]:
        return list(self._records)

    def since(self, position: int) -> list[Seen]:
        return self._records[position:]

    def latest(self, topic: str, fits: Callable[[dict[str, Any]], bool]) -> Seen | None:
        """The newest event there that fits."""
        mine = (record for record in reversed(self._records) if record.place[0] == topic)
        return next((record for record in mine if record.event and fits(record.event)), None)

    def _read(self) -> None:
        while not self._ending.is_set():
            for message in self._consumer.consume(500, 0.1):
                topic, partition, offset = message.topic(), message.partition(), message.offset()
                if message.error() or topic is None or partition is None or offset is None:
                    continue
                key, value = message.key() or b"", message.value() or b""
                key, value = (part.encode() if isinstance(part, str) else part for part in (key, value))
                self._records.append(
                    Seen((topic, partition, offset), key, value, hashlib.md5(value).hexdigest(), _event(value))  # noqa: S324 - compared, not trusted
                )


def _event(value: bytes) -> dict[str, Any] | None:
    try:
        content: object = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", content) if isinstance(content, dict) else None
