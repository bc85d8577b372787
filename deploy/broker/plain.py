"""A plain client, as a partner has it: the address of a door and a certificate; it unpacks within bounds, as we do."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (aiokafka is only partly typed)

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition

from schemas.registry import topics
from services.runtime.messaging.decompression import bound_client

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from deploy.broker.admin import BrokerAccess


def connection(door: BrokerAccess) -> dict[str, Any]:
    """For any client of the library: where to, and as whom."""
    context = ssl.create_default_context(cafile=str(door.ca))
    context.load_cert_chain(str(door.certificate))
    return {"bootstrap_servers": door.bootstrap, "security_protocol": "SSL", "ssl_context": context}


def consumer(door: BrokerAccess, *names: str, **settings: Any) -> AIOKafkaConsumer:
    """From the first record on, unless its group has read further; not started yet."""
    bound_client()
    return AIOKafkaConsumer(*names, auto_offset_reset="earliest", **connection(door), **settings)


def producer(door: BrokerAccess, **settings: Any) -> AIOKafkaProducer:
    """Each record once and in order; not started yet."""
    return AIOKafkaProducer(acks="all", enable_idempotence=True, **connection(door), **settings)


@asynccontextmanager
async def reading(door: BrokerAccess, *names: str, **settings: Any) -> AsyncGenerator[AIOKafkaConsumer]:
    """A consumer while it is started."""
    made = consumer(door, *names, **settings)
    try:
        await made.start()
        yield made
    finally:
        await made.stop()


@asynccontextmanager
async def writing(door: BrokerAccess) -> AsyncGenerator[AIOKafkaProducer]:
    """A producer while it is started."""
    made = producer(door)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def read_to_end(reader: AIOKafkaConsumer, topic: str, partitions: int | None = None) -> list[Any]:
    """Every record the topic holds now; ``partitions`` where it is none of the declared ones."""
    places = [TopicPartition(topic, number) for number in range(partitions or topics()[topic].partitions)]
    reader.assign(places)
    ends = await reader.end_offsets(places)
    records: list[Any] = []
    while any([await reader.position(place) < end for place, end in ends.items()]):
        for fetched in (await reader.getmany(timeout_ms=500)).values():
            records += fetched
    return records
