"""Administrative acts, as events on ``admin.broker``: their record, and for suspensions also the state."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka's own types are partial, and its documented names not re-exported)

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess
from deploy.errors import CannotTryError
from deploy.operator import operator
from schemas.catalogue import models_on, type_of
from schemas.envelope import CONTENT_TYPE, decode, encode, new_event
from schemas.events.admin import (
    AccessChanged,
    Act,
    CertificateResumed,
    CertificateSuspended,
    PartnerResumed,
    PartnerSuspended,
)
from schemas.registry import PROVISIONER

TOPIC = "admin.broker"
_STARTING = (KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.LEADER_NOT_AVAILABLE)
"""What a broker says that answers already, but has not taken up its partitions again."""

_PAUSE_SECONDS = 0.2
_CHANGES_PER_EVENT = 200


def record(door: BrokerAccess, *acts: Act) -> None:
    """Returns once the broker has them. Raises CannotTryError."""
    undelivered: list[KafkaError] = []

    def delivered(error: KafkaError | None, _: Message) -> None:
        if error:
            undelivered.append(error)

    producer = Producer({**door.settings(), "acks": "all", "enable.idempotence": True})
    system = PROVISIONER.removeprefix("service:")
    for act in acts:
        event = new_event(system, type_of(type(act)), str(uuid4()), act, None)
        headers: dict[str, str | bytes | None] = {"content-type": CONTENT_TYPE}
        producer.produce(TOPIC, encode(event), key=event.subject, headers=headers, on_delivery=delivered)
    left = producer.flush(TIMEOUT_SECONDS)
    if left or undelivered:
        why = undelivered[0] if undelivered else "the broker does not answer"
        raise CannotTryError(f"this can't be recorded on {TOPIC}: {why}")


def changed(changes: Sequence[str]) -> list[AccessChanged]:
    """Every change, in as many acts as it takes to stay below the size of an event."""
    parts = (changes[start : start + _CHANGES_PER_EVENT] for start in range(0, len(changes), _CHANGES_PER_EVENT))
    return [AccessChanged(by=operator(), changes=tuple(part)) for part in parts]


def suspended(door: BrokerAccess) -> Mapping[str, str]:
    """Which partners are suspended now, and why."""
    found: dict[str, str] = {}
    for act in history(door):
        match act:
            case PartnerSuspended():
                found[act.partner] = act.reason
            case PartnerResumed():
                found.pop(act.partner, None)
            case _:
                pass
    return found


def suspended_certificates(door: BrokerAccess) -> Mapping[str, str]:
    """Which single certificates are suspended now, by fingerprint, and why."""
    found: dict[str, str] = {}
    for act in history(door):
        match act:
            case CertificateSuspended():
                found[act.sha256] = act.reason
            case CertificateResumed():
                found.pop(act.sha256, None)
            case _:
                pass
    return found


def history(door: BrokerAccess) -> list[Act]:
    """Every act on record, in order; none on a broker that has no topics yet."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        consumer = door.consumer()
        try:
            return _read(consumer)
        except KafkaException as error:
            why = error.args[0].code()
            if why in (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_PARTITION):
                return []
            if why not in _STARTING or time.monotonic() > deadline:
                raise CannotTryError(f"{TOPIC} can't be read: {error}") from error
            time.sleep(_PAUSE_SECONDS)
        finally:
            consumer.close()


def _read(consumer: Consumer) -> list[Act]:
    place = TopicPartition(TOPIC, 0, 0)
    _, end = consumer.get_watermark_offsets(place, timeout=TIMEOUT_SECONDS)
    if not end:  # nothing to wait for
        return []
    consumer.assign([place])
    found: list[Act] = []
    while consumer.position([place])[0].offset < end:
        message = consumer.poll(TIMEOUT_SECONDS)
        if message is None:
            raise CannotTryError(f"{TOPIC} can't be read: the broker does not answer")
        if error := message.error():
            raise KafkaException(error)
        act = decode(message.value() or b"", models_on(TOPIC)).data
        if isinstance(act, Act):
            found.append(act)
    return found
