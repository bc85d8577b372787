"""Raw records on a topic, with the certificate of the topic's own writer: partners' answers, and what is planted."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from schemas.registry import topics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.faults.site import Site
    from tests.faults.topic_log import Place

_PATIENCE_SECONDS = 400
_HANGING_SECONDS = 100
_PAUSE_SECONDS = 0.5
_ANY = -1
_LARGEST_BYTES = 64 * 1024 * 1024
"""Before it is packed: a bomb is small when it is sent."""


class NotDeliveredError(Exception):
    """The broker did not take a record in time."""


class Writers:
    """One idempotent producer per writing party."""

    def __init__(self, world: Site) -> None:
        self._world = world
        self._producers: dict[tuple[str, str], Producer] = {}

    async def send(
        self, topic: str, partition: int | None, records: Sequence[tuple[bytes, bytes]], codec: str = "none"
    ) -> list[Place]:
        """Keys and values, together in one batch; where each of them came. Raises NotDeliveredError.

        What the broker refuses (access was taken away at that moment) is sent again; and what did not get there by
        another producer, for librdkafka's may hang for ever when its broker was killed.
        """
        party = topics()[topic].writer
        deadline = time.monotonic() + _PATIENCE_SECONDS
        sending = Sending(topic, partition, records)
        while time.monotonic() < deadline:
            await asyncio.to_thread(sending.attempt, self._producer(party, codec))
            if sending.hung:
                self._producers.pop((party, codec), None)
            if not sending.missing:
                return [sending.places[number] for number in range(len(records))]
            await asyncio.sleep(_PAUSE_SECONDS)  # polling a remote state
        raise NotDeliveredError(f"{topic}: {sending.said}")

    def _producer(self, party: str, codec: str) -> Producer:
        if (party, codec) not in self._producers:
            kind, name = party.split(":")
            certificates = self._world.root / "certs"
            addresses = self._world.chain.addresses
            partner = kind == "partner"
            certificate = certificates / "partners" / f"{name}.pem" if partner else certificates / f"{name}.pem"
            self._producers[party, codec] = Producer(
                {
                    "bootstrap.servers": addresses.kafka_partners if partner else addresses.kafka_services,
                    "security.protocol": "SSL",
                    "ssl.ca.location": str(addresses.kafka_ca),
                    "ssl.certificate.location": str(certificate),
                    "ssl.key.location": str(certificate),
                    "enable.idempotence": True,
                    "compression.type": codec,
                    "message.max.bytes": _LARGEST_BYTES,
                    "linger.ms": 20,
                    "message.timeout.ms": _HANGING_SECONDS * 1000,
                    "reconnect.backoff.max.ms": 500,
                    "log_level": 0,
                }
            )
        return self._producers[party, codec]


class Sending:
    """``places`` by the record's number; ``said`` is what the broker or the producer last said about the others."""

    def __init__(self, topic: str, partition: int | None, records: Sequence[tuple[bytes, bytes]]) -> None:
        self.places: dict[int, Place] = {}
        self.said = ""
        self.hung = False
        self._topic = topic
        self._partition = _ANY if partition is None else partition
        self._records = records

    @property
    def missing(self) -> list[int]:
        return [number for number in range(len(self._records)) if number not in self.places]

    def attempt(self, producer: Producer) -> None:
        self.hung = False
        for number in self.missing:
            key, value = self._records[number]
            try:
                producer.produce(self._topic, value, key, self._partition, on_delivery=self._note(number))
            except KafkaException as error:  # it knows already that it may not
                self.said = str(error)
                self.hung = self.hung or error.args[0].fatal()
        try:
            producer.flush(_HANGING_SECONDS + 5)
        except SystemError as error:  # given up for good: access was taken away while it began
            self.said, self.hung = str(error), True

    def _note(self, number: int) -> Callable[[KafkaError | None, Message], None]:
        def delivered(error: KafkaError | None, message: Message) -> None:
            if error:
                self.said = error.str()
                self.hung = self.hung or error.code() != KafkaError.TOPIC_AUTHORIZATION_FAILED
            else:
                self.places[number] = (self._topic, message.partition() or 0, message.offset() or 0)

        return delivered
