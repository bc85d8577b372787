"""Records as they come off a topic."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from schemas.registry import MUNICIPALITY_OIN, partners
from services.runtime.messaging.record import Record

TOPIC = "signal.feedback"
_REPLY = "reply.riec"


def record(
    offset: int,
    *,
    event_id: str | None = None,
    topic: str = TOPIC,
    oin: str = MUNICIPALITY_OIN,
    value: bytes | None = None,
    **changes: Any,
) -> Record:
    """A valid feedback event at this offset, unless something is changed."""
    event = {
        "specversion": "1.0",
        "id": event_id or str(uuid4()),
        "source": f"urn:nld:oin:{oin}:systeem:triage",
        "type": "nl.signaalketen.signal.feedback-given.v1",
        "subject": str(uuid4()),
        "time": "2026-11-24T10:00:00Z",
        "data": {"status": "doorgeleid"},
        **changes,
    }
    return Record(
        topic, 0, offset, 1_795_514_400_000, b"key", json.dumps(event).encode() if value is None else value, ()
    )


def reply(offset: int, *, partner: str) -> Record:
    """An answer on RIEC's reply topic that says it is from this partner."""
    return record(
        offset,
        topic=_REPLY,
        oin=partners()[partner].oin,
        type="nl.signaalketen.referral.received.v1",
        data={"reference": str(uuid4())},
    )
