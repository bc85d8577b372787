"""Events that could not be handled: encrypted row plus metadata for ``deadletter.<service>``, nothing lost."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from uuid_utils.compat import uuid7

from schemas.catalogue import type_of
from schemas.envelope import new_event
from schemas.events.quarantine import EventQuarantined, Reason
from schemas.events.reply import ReplyRefused
from schemas.registry import topic_back_to
from services.runtime.base import metrics, telemetry
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from schemas.envelope import Event
    from services.runtime.base.database import Connection
    from services.runtime.messaging.record import Record

AFTER_CLAIM: frozenset[Reason] = frozenset({"reference", "transition"})
"""Reasons of a handler: it has seen the event, and refused it."""

_NONCE_BYTES = 12


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


class Vault:
    """Seals quarantined records with AES-256-GCM, bound to the row they belong to."""

    def __init__(self, key_file: Path) -> None:
        self._cipher = AESGCM(base64.b64decode(key_file.read_text("utf-8")))

    def seal(self, quarantine_id: UUID, refusal: Refusal) -> bytes:
        """Nonce and ciphertext of the record; only the row with this id opens it."""
        record = refusal.record
        content = {
            "key": _to_text(record.key),
            "value": _to_text(record.value),
            "headers": [[name, _to_text(value)] for name, value in record.headers],
            "timestamp_ms": record.timestamp_ms,
            "detail": refusal.detail,
            "cut": record.cut and asdict(record.cut),
        }
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, json.dumps(content).encode(), quarantine_id.bytes)

    def unseal(self, quarantine_id: UUID, sealed: bytes) -> dict[str, Any]:
        """The record's key, value and headers (base64, null where there was none), its timestamp, and detail.

        Raises cryptography's InvalidTag when row or key is another.
        """
        plain = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], quarantine_id.bytes)
        return json.loads(plain)


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


async def set_aside(connection: Connection, event: Event[EventQuarantined], sealed: bytes = b"") -> bool:
    """Put it in quarantine; false when it is there already. ``sealed``: what it was, which no event says."""
    letter = event.data
    stored = await connection.fetchval(
        """
        insert into quarantine
            (quarantine_id, topic, partition, record_offset, reason, rules, sealed, claimed, quarantined_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (topic, partition, record_offset) do nothing returning true
        """,
        letter.quarantine_id,
        letter.topic,
        letter.partition,
        letter.offset,
        letter.reason,
        list(letter.rules),
        sealed,
        letter.reason in AFTER_CLAIM,
        event.time,
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
