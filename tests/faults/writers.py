"""Raw records on a topic, with the certificate of the topic's own writer: partners' answers, and what is planted."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from schemas.registry import topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.topic_log import Place
    from tests.faults.world import World

_PATIENCE_SECONDS = 310
_PAUSE_SECONDS = 0.5


class NotDeliveredError(Exception):
    """The broker did not take a record in time."""


class Writers:
    """One idempotent producer per writing party."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._producers: dict[str, Producer] = {}

    async def send(self, topic: str, partition: int | None, records: Sequence[tuple[bytes, bytes]]) -> list[Place]:
        """Keys and values, together in one batch; where each of them came."""
        producer = self._producer(topics()[topic].writer)
        return await asyncio.to_thread(_send, producer, topic, partition, records)

    def _producer(self, party: str) -> Producer:
        if party not in self._producers:
            kind, name = party.split(":")
            certificates = self._world.root / "certs"
            addresses = self._world.chain.addresses
            partner = kind == "partner"
            certificate = certificates / "partners" / f"{name}.pem" if partner else certificates / f"{name}.pem"
            self._producers[party] = Producer(
                {
                    "bootstrap.servers": addresses.kafka_partners if partner else addresses.kafka_services,
                    "security.protocol": "SSL",
                    "ssl.ca.location": str(addresses.kafka_ca),
                    "ssl.certificate.location": str(certificate),
                    "ssl.key.location": str(certificate),
                    "enable.idempotence": True,
                    "linger.ms": 20,
                    "message.timeout.ms": 300_000,
                    "reconnect.backoff.max.ms": 500,
                    "log_level": 0,
                }
            )
        return self._producers[party]


def _send(producer: Producer, topic: str, partition: int | None, records: Sequence[tuple[bytes, bytes]]) -> list[Place]:
    """All of them or, where the broker refuses them (access was taken away at that moment), all of them again."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        places, refused = _try(producer, topic, partition, records)
        if not refused:
            return places
        time.sleep(_PAUSE_SECONDS)  # polling a remote state
    raise NotDeliveredError(topic)


def _try(
    producer: Producer, topic: str, partition: int | None, records: Sequence[tuple[bytes, bytes]]
) -> tuple[list[Place], bool]:
    places: list[Place] = []
    errors: list[KafkaError] = []

    def delivered(error: KafkaError | None, message: Message) -> None:
        if error:
            errors.append(error)
        else:
            places.append((topic, message.partition() or 0, message.offset() or 0))

    for key, value in records:
        try:
            if partition is None:
                producer.produce(topic, value, key, on_delivery=delivered)
            else:
                producer.produce(topic, value, key, partition, on_delivery=delivered)
        except KafkaException as error:  # it knows already that it may not
            errors.append(error.args[0])
    producer.flush(_PATIENCE_SECONDS)
    if len(places) == len(records):
        return places, False
    if places or any(error.code() != KafkaError.TOPIC_AUTHORIZATION_FAILED for error in errors) or not errors:
        raise NotDeliveredError(f"{topic}: {[error.str() for error in errors[:2]]}")
    return [], True
