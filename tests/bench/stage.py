"""A stage on which the bench takes the worker's place: what it reads, and a chain of its own to read it in."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from confluent_kafka import Producer

from deploy.broker.admin import BrokerAccess
from deploy.errors import CannotTryError
from deploy.local import stack
from deploy.local.ports import Ports
from deploy.local.services import Chain
from schemas.catalogue import type_of
from schemas.envelope import encode, new_event
from schemas.events.signal import SignalReceived
from schemas.registry import MUNICIPALITY_OIN, topics
from services.enrichment.handlers import DISPATCH as ENRICHMENT
from services.intake.handlers import DISPATCH as INTAKE
from services.runtime.base import log, telemetry
from services.runtime.base.config import Config
from tests.unit.cases import signal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Iterable

    from confluent_kafka import KafkaError, Message

    from services.runtime.messaging.dispatch import Dispatch


@dataclass(frozen=True, slots=True)
class Stage:
    """``event``: the key and the bytes of one that this service can handle."""

    service: str
    topic: str
    dispatch: Dispatch
    event: Callable[[], tuple[str, bytes]]

    @property
    def writer(self) -> str:
        return topics()[self.topic].writer.removeprefix("service:")


def feedback(subject: str, oin: str = MUNICIPALITY_OIN) -> bytes:
    """What triage tells intake of this signal."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"urn:nld:oin:{oin}:systeem:triage",
            "type": "nl.signaalketen.signal.feedback-given.v1",
            "subject": subject,
            "time": "2026-11-24T10:00:00Z",
            "data": {"status": "doorgeleid"},
        }
    ).encode()


def _fed_back() -> tuple[str, bytes]:
    subject = str(uuid4())
    return subject, feedback(subject)


def _received() -> tuple[str, bytes]:
    subject = str(uuid4())
    data = SignalReceived.model_validate(signal().model_dump())
    return subject, encode(new_event("intake", type_of(SignalReceived), subject, data, None))


FEEDBACK = Stage("intake", "signal.feedback", INTAKE, _fed_back)
RECEIVED = Stage("enrichment", "signal.received", ENRICHMENT, _received)


def put(door: BrokerAccess, topic: str, values: Iterable[tuple[str, bytes, Callable[[Message], None] | None]]) -> None:
    """Writes keys and values through this door; whoever wants to know where one stands is told. Raises
    CannotTryError.
    """
    producer = Producer({**door.settings(), "acks": "all", "linger.ms": 50, "queue.buffering.max.messages": 200_000})

    def note(where: Callable[[Message], None] | None) -> Callable[[KafkaError | None, Message], None]:
        def delivered(error: KafkaError | None, message: Message) -> None:
            if error:
                raise CannotTryError(f"{topic}: {error}")
            if where:
                where(message)

        return delivered

    for key, value, where in values:
        while True:
            try:
                producer.produce(topic, value, key=key, on_delivery=note(where))
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    producer.flush()


@contextmanager
def in_its_place(stage: Stage) -> Generator[tuple[Config, BrokerAccess]]:
    """What the worker of this stage is configured with, and the door of who writes what it reads.

    Raises CannotTryError.
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        try:
            found = stack.up(root)
            settings = Chain(root / "secrets", root / "certs", Ports(root / "run" / "ports.json").known())
            with stack.paused(root, stage.service):
                os.environ |= {**settings.settings(stage.service), "HTTP_PORT": "0", "INNER_PORT": "0"}
                log.configure(stage.service, "bench")
                telemetry.configure(stage.service)
                door = BrokerAccess(found.kafka_services, found.kafka_ca, root / "certs" / f"{stage.writer}.pem")
                yield Config(), door  # pyright: ignore[reportCallIssue] - from the environment
        finally:
            stack.discard(root)


def measured(
    stage: Stage, tell: Callable[[Stage, Config, BrokerAccess, int], Coroutine[Any, Any, bool]], count: int
) -> int:
    """Exit code 0 when what ``tell`` measures is enough, 1 when it is not, 2 when it could not be tried."""
    try:
        with in_its_place(stage) as (config, door):
            return 0 if asyncio.run(tell(stage, config, door, count)) else 1
    except CannotTryError as error:
        sys.stderr.write(f"{error}\n")
        return 2
