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

DESTROYED = "-"
"""In the place of a key that no row needs any more."""


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


@dataclass(frozen=True, slots=True)
class Sealed:
    """Nonce and ciphertext, and the number of the key; without content once it was emptied."""

    key_number: int
    content: bytes


NOTHING = Sealed(1, b"")


class UnknownKeyError(LookupError):
    """A row is sealed with a key that is not in the key file (any more)."""

    def __init__(self, number: int) -> None:
        super().__init__(f"sealed with key {number}, which is not in the key file")


class Vault:
    """Seals quarantined records with AES-256-GCM, bound to the row they belong to.

    The file has a key per line, the first is number 1, and a line is never moved: ``-`` stands for one that was
    destroyed. The last seals; all open. Raises OSError, and ValueError where a line is no key.
    """

    def __init__(self, key_file: Path) -> None:
        lines = key_file.read_text("utf-8").split()
        self._ciphers = {n: AESGCM(base64.b64decode(line)) for n, line in enumerate(lines, 1) if line != DESTROYED}
        if not lines or lines[-1] == DESTROYED:
            raise ValueError("the key file has no key on its last line")
        self.newest = len(lines)

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
        return self._encrypt(quarantine_id, json.dumps(content).encode())

    def unseal(self, quarantine_id: UUID, sealed: Sealed) -> dict[str, Any]:
        """The record's key, value and headers (base64, null where there was none), its timestamp, and detail.

        Raises UnknownKeyError, and cryptography's InvalidTag when row or key is another.
        """
        return json.loads(self._decrypt(quarantine_id, sealed))

    def reseal(self, quarantine_id: UUID, sealed: Sealed) -> Sealed:
        """The same with the newest key. Raises as ``unseal``."""
        return self._encrypt(quarantine_id, self._decrypt(quarantine_id, sealed))

    def _encrypt(self, quarantine_id: UUID, plain: bytes) -> Sealed:
        nonce = os.urandom(_NONCE_BYTES)
        return Sealed(self.newest, nonce + self._ciphers[self.newest].encrypt(nonce, plain, quarantine_id.bytes))

    def _decrypt(self, quarantine_id: UUID, sealed: Sealed) -> bytes:
        cipher = self._ciphers.get(sealed.key_number)
        if cipher is None:
            raise UnknownKeyError(sealed.key_number)
        content = sealed.content
        return cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], quarantine_id.bytes)


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
