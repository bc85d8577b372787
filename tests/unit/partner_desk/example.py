"""Records as the chain sends them: the published examples, about one thing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from services.partner_desk import outbox, reading, store
from services.partner_desk.database import open_store
from services.partner_desk.domain import Answer
from services.partner_desk.outbox import Said
from services.partner_desk.store import Place

if TYPE_CHECKING:
    from services.partner_desk.database import Store

OIN = "00000099000000000003"
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
TOPIC = "referral.zorgcoordinator"
_EXAMPLES = Path(__file__).parents[3] / "schemas" / "examples"


def opened(folder: Path) -> Store:
    return open_store(folder / "gegevens.sqlite", folder / "sleutel")


def record(name: str, reference: UUID, /, **data: Any) -> bytes:
    """The example of this type, about ``reference``, with other fields in its data."""
    event = json.loads((_EXAMPLES / f"nl.signaalketen.{name}.v1.json").read_text("utf-8"))
    event |= {"id": str(uuid4()), "subject": str(reference)}
    event["data"] |= {"reference": str(reference), **data}
    return json.dumps(event, ensure_ascii=False).encode()


class Desk:
    """A store that records come to, one after the other."""

    def __init__(self, folder: Path, topic: str = TOPIC) -> None:
        self.store = opened(folder)
        self.topic = topic
        self.next = 0

    def tell(self, raw: bytes) -> None:
        store.keep(self.store, Place(self.topic, 0, self.next), reading.read(self.topic, raw), NOW)
        self.next += 1

    def say(self, reference: UUID, answer: Answer, key: str | None = None, **data: Any) -> None:
        outbox.say(self.store, OIN, self.said(reference, answer, key, **data), NOW)

    def confirm(self, reference: UUID, notice: str) -> None:
        outbox.confirm(self.store, OIN, self.said(reference, Answer.CONFIRMED, notice=notice), NOW)

    def said(self, reference: UUID, answer: Answer, key: str | None = None, **data: Any) -> Said:
        seen = len(store.steps(self.store.connection, str(reference)))
        return Said(reference, answer, data, "anna", key or str(uuid4()), seen)
