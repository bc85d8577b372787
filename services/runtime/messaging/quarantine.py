"""Events that could not be handled: encrypted row plus metadata for ``deadletter.<service>``, nothing lost."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from uuid_utils.compat import uuid7

from schemas.catalogue import type_of
from schemas.envelope import new_event
from schemas.events.quarantine import EventQuarantined, Reason
from schemas.events.reply import ReplyRefused
from schemas.registry import topic_back_to
from services.runtime.base import metrics, telemetry
from services.runtime.base.key_ring import NOTHING, KeyRing, Sealed
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from schemas.envelope import Event
    from services.runtime.base.database import Connection
    from services.runtime.messaging.record import Record

AFTER_CLAIM: frozenset[Reason] = frozenset({"reference", "transition"})
"""Reasons of a handler: it has seen the event, and refused it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record set aside, with the rules it broke; ``detail`` (a traceback) is only ever stored sealed."""

    record: Record
    reason: Reason
    rules: tuple[str, ...]
    detail: str = ""

    @property
    def after_claim(self) -> bool:
        """Whether a handler refused it, in the transaction that put the event in the inbox."""
        return self.reason in AFTER_CLAIM


class Vault(KeyRing):
    """Seals quarantined records, each bound to the row it belongs to."""

    def seal(self, quarantine_id: UUID, refusal: Refusal) -> Sealed:
        """Of the record; only the row with this id opens it."""
        record = refusal.record
        content = {
            "key": _to_text(record.key),
            "value": _to_text(record.value),
            "headers": [[name, _to_text(value)] for name, value in record.headers],
            "timestamp_ms": record.timestamp_ms,
            "detail": refusal.detail,
            "cut": record.cut and asdict(record.cut),
        }
        return self.encrypt(quarantine_id.bytes, json.dumps(content).encode())

    def unseal(self, quarantine_id: UUID, sealed: Sealed) -> dict[str, Any]:
        """The record's key, value and headers (base64, null where there was none), its timestamp, and detail. Raises as
        ``decrypt``.
        """
        return json.loads(self.decrypt(quarantine_id.bytes, sealed))

    def reseal(self, quarantine_id: UUID, sealed: Sealed) -> Sealed:
        """The same with the newest key. Raises as ``decrypt``."""
        return self.encrypt(quarantine_id.bytes, self.decrypt(quarantine_id.bytes, sealed))


def _to_text(raw: bytes | None) -> str | None:
    return None if raw is None else base64.b64encode(raw).decode()


async def store(connection: Connection, service: str, vault: Vault, refusals: Sequence[Refusal]) -> list[Outgoing]:
    """Keep each record once, however often it is delivered; returns the dead letters of the new ones, and for a
    partner's reply the refusal that partner can read.
    """
    letters: list[Outgoing] = []
    for refusal in refusals:
        record = refusal.record
        letter = EventQuarantined(
            quarantine_id=uuid7(),
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=refusal.reason,
            rules=refusal.rules,
        )
        trace = telemetry.continued("quarantine", None)
        event = new_event(service, type_of(EventQuarantined), str(letter.quarantine_id), letter, trace)
        if await set_aside(connection, event, vault.seal(letter.quarantine_id, refusal)):
            metrics.QUARANTINED.labels(record.topic, refusal.reason).inc()
            letters.append(Outgoing(f"deadletter.{service}", event))
            letters += _told(service, refusal, letter.quarantine_id)
    return letters


async def set_aside(connection: Connection, event: Event[EventQuarantined], sealed: Sealed = NOTHING) -> bool:
    """Put it in quarantine; false when it is there already. ``sealed``: what it was, which no event says."""
    letter = event.data
    stored = await connection.fetchval(
        """
        insert into quarantine
            (quarantine_id, topic, partition, record_offset, reason, rules, sealed, claimed, quarantined_at,
                key_number)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (topic, partition, record_offset) do nothing returning true
        """,
        letter.quarantine_id,
        letter.topic,
        letter.partition,
        letter.offset,
        letter.reason,
        list(letter.rules),
        sealed.content,
        letter.reason in AFTER_CLAIM,
        event.time,
        sealed.key_number,
    )
    return bool(stored)


def _told(service: str, refusal: Refusal, quarantine_id: UUID) -> list[Outgoing]:
    """Tell a partner which rules its reply broke; a defect of ours is not its concern."""
    record = refusal.record
    family, _, partner = record.topic.partition(".")
    topic = topic_back_to(partner, service) if family == "reply" else None
    if topic is None or refusal.reason == "defect":
        return []
    told = ReplyRefused(topic=record.topic, offset=record.offset, reason=refusal.reason, rules=refusal.rules)
    event = new_event(service, type_of(ReplyRefused), str(quarantine_id), told, telemetry.unlinkable())
    return [Outgoing(topic, event)]
