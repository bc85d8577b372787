"""The partners' door of the broker, as this partner: a plain client with a certificate."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (aiokafka is only partly typed)

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from cryptography import x509
from cryptography.x509.oid import NameOID

from schemas.envelope import CONTENT_TYPE
from schemas.registry import partners, topics
from services.runtime.messaging.decompression import bound_client
from services.runtime.messaging.tls import tls

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from services.partner_desk.config import PartnerDeskConfig

_REQUEST_MS = 10_000
_FETCH_MS = 1_000
APPLICATION = "werkplek"
"""Its group is of its own: another client of the same partner reads beside it."""


class CertificateError(Exception):
    """The certificate can't be used; why, and what to do."""


def certificate_ends(file: Path) -> datetime:
    """Its last moment. Raises OSError, and ValueError where it holds none."""
    return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc


def check_certificate(config: PartnerDeskConfig) -> None:
    """It is this partner's own. Raises CertificateError."""
    try:
        certificate = x509.load_pem_x509_certificate(config.certificate.read_bytes())
    except (OSError, ValueError):
        raise CertificateError(
            f"{config.certificate} bevat geen certificaat: geef het bestand met certificaat en sleutel (PEM)."
        ) from None
    said = {str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)}
    if said != {partners()[config.partner].oin}:
        raise CertificateError(
            f"Het certificaat {config.certificate} is niet van {partners()[config.partner].name}: "
            f"het OIN (serialNumber) hoort {partners()[config.partner].oin} te zijn."
        )


def consumer(config: PartnerDeskConfig) -> AIOKafkaConsumer:
    """Without topics yet; it keeps no place by itself, and unpacks within bounds what anybody wrote."""
    bound_client()
    return AIOKafkaConsumer(
        group_id=f"{config.partner}.{APPLICATION}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        **_connection(config),
    )


def producer(config: PartnerDeskConfig) -> AIOKafkaProducer:
    """Each answer once and in order, as long as it lives."""
    return AIOKafkaProducer(acks="all", enable_idempotence=True, **_connection(config))


def _connection(config: PartnerDeskConfig) -> dict[str, Any]:
    return {
        "bootstrap_servers": config.kafka_partners,
        "security_protocol": "SSL",
        "ssl_context": tls(config.kafka_ca, config.certificate),
        "request_timeout_ms": _REQUEST_MS,
    }


@dataclass(frozen=True, slots=True)
class Came:
    """One record as it came."""

    topic: str
    partition: int
    offset: int
    value: bytes | None


class Topics:
    """What is read, and from where; ``async with`` it."""

    def __init__(self, config: PartnerDeskConfig, names: tuple[str, ...]) -> None:
        self._client = consumer(config)
        self._names = names

    async def __aenter__(self) -> Topics:
        await self._client.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.stop()

    async def places(self) -> dict[tuple[str, int], int | None]:
        """Every partition, and the place that the broker keeps for us. Raises KafkaError."""
        places = [(name, number) for name in self._names for number in range(topics()[name].partitions)]
        self._client.assign([TopicPartition(*place) for place in places])
        return {place: await self._client.committed(TopicPartition(*place)) for place in places}

    def begin(self, place: tuple[str, int], offset: int) -> None:
        self._client.seek(TopicPartition(*place), offset)

    async def next(self) -> list[Came]:
        """What came, at most a second's waiting; in order for each partition. Raises KafkaError."""
        fetched = await self._client.getmany(timeout_ms=_FETCH_MS)
        return [
            Came(record.topic, record.partition, record.offset, record.value)
            for records in fetched.values()
            for record in records
        ]

    async def commit(self, topic: str, partition: int, following: int) -> None:
        """The place, for who looks at the broker; ours is in the store. Raises KafkaError."""
        await self._client.commit({TopicPartition(topic, partition): OffsetAndMetadata(following, "")})

    async def ends(self) -> dict[tuple[str, int], int]:
        """Of each partition the record that comes next. Raises KafkaError."""
        found: dict[TopicPartition, int] = await self._client.end_offsets(self._client.assignment())
        return {(place.topic, place.partition): offset for place, offset in found.items()}


class Replies:
    """Where answers go; ``async with`` it."""

    def __init__(self, config: PartnerDeskConfig) -> None:
        self._client = producer(config)
        self._topic = f"reply.{config.partner}"

    async def __aenter__(self) -> Replies:
        await self._client.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.stop()

    async def send(self, reference: str, value: bytes) -> int:
        """Until the broker has it; its place there. Raises KafkaError."""
        headers = [("content-type", CONTENT_TYPE.encode())]
        done: Any = await self._client.send_and_wait(self._topic, value, key=reference.encode(), headers=headers)
        return done.offset
