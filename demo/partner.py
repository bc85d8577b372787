"""A chain partner: a plain Kafka client with its own certificate, that reads its topics and answers on one."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# (aiokafka is only partly typed)

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError
from uuid_utils.compat import uuid7

from deploy.broker import plain
from deploy.broker.admin import BrokerAccess
from schemas.envelope import CONTENT_TYPE
from schemas.registry import partners, read_by

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiokafka import AIOKafkaConsumer

    from demo.local import Local
    from demo.rules import Reply

_MS = 5_000


@dataclass(frozen=True, slots=True)
class Read:
    """One record as the partner's client got it."""

    partner: str
    topic: str
    partition: int
    offset: int
    sha256: str
    event: dict[str, Any]

    @property
    def reference(self) -> str:
        return str(self.event["data"]["reference"])

    @property
    def kind(self) -> str:
        """What happened: asked, raised, sent, or what followed on that."""
        partner = self.topic.partition(".")[2]
        return str(self.event["type"]).removesuffix(".v1").rpartition(".")[2].removeprefix(f"{partner}-")


class Partner:
    """Connected between ``start`` and ``stop``; reads what comes after ``start``."""

    def __init__(self, name: str, local: Local) -> None:
        self.name = name
        self.reads: list[Read] = []
        self._topics = read_by(f"partner:{name}")
        self._door = BrokerAccess(local.partners_door, Path(local.ca), local.certificate(name))
        self._consumer = self._in_group(name, *self._topics, fetch_max_wait_ms=100)
        self._producer = plain.producer(self._door, request_timeout_ms=_MS)

    async def start(self) -> None:
        """Joins its group and skips what earlier runs left."""
        await self._producer.start()
        await self._consumer.start()
        for partition, end in (await self._consumer.end_offsets(self._consumer.assignment())).items():
            self._consumer.seek(partition, end)

    async def stop(self) -> None:
        await self._consumer.stop()
        await self._producer.stop()

    async def read(self, handle: Callable[[Partner, Read], Awaitable[None]]) -> None:
        """For ever: every record, in order; cancel to stop."""
        async for record in self._consumer:
            value = record.value or b""
            digest = sha256(value).hexdigest()
            read = Read(self.name, record.topic, record.partition, record.offset, digest, json.loads(value))
            self.reads.append(read)
            await handle(self, read)

    async def reply(self, reference: str, reply: Reply) -> None:
        """One event on its own reply topic, in structured mode, keyed by its own reference."""
        event = {
            "specversion": "1.0",
            "id": str(uuid7()),
            "source": f"urn:nld:oin:{partners()[self.name].oin}:systeem:zaaksysteem",
            "type": f"nl.signaalketen.{reply.fact}.v1",
            "subject": reference,
            "time": datetime.now(UTC).isoformat(),
            "datacontenttype": "application/json",
            "data": {"reference": reference, **reply.data},
        }
        value = json.dumps(event, ensure_ascii=False).encode()
        headers = [("content-type", CONTENT_TYPE.encode())]
        await self._producer.send_and_wait(f"reply.{self.name}", value, key=reference.encode(), headers=headers)

    async def listed_topics(self) -> list[str]:
        """What the broker shows this partner in a listing."""
        return sorted(await self._consumer.topics())

    async def refusal_to_read(self, topic: str) -> str | None:
        """The broker's refusal when this partner tries to read another's topic; None when it was let in."""
        return await self._refusal_to_start(self._in_group(self.name, topic))

    async def refusal_to_write(self, topic: str) -> str | None:
        """The same for writing."""
        try:
            await self._producer.send_and_wait(topic, b"{}")
        except TopicAuthorizationFailedError as error:
            return _said(error)
        return None

    async def refusal_to_join(self, group: str) -> str | None:
        """The same for reading in another partner's consumer group."""
        return await self._refusal_to_start(self._in_group(group, *self._topics))

    def _in_group(self, group: str, *names: str, **settings: Any) -> AIOKafkaConsumer:
        return plain.consumer(self._door, *names, group_id=group, request_timeout_ms=_MS, **settings)

    async def _refusal_to_start(self, consumer: AIOKafkaConsumer) -> str | None:
        try:
            await consumer.start()
        except (TopicAuthorizationFailedError, GroupAuthorizationFailedError) as error:
            return _said(error)
        finally:
            with suppress(KafkaError):
                await consumer.stop()
        return None


def _said(error: KafkaError) -> str:
    return f"{type(error).__name__}: {error}"
