"""What is read of a topic: by its contract, and by who may write there."""

from __future__ import annotations

from schemas.examples import example
from services.runtime.messaging.inbox import read
from services.runtime.messaging.record import Record

REPLY = example("nl.signaalketen.consult.answered.v1").strip()


def refusals(topic: str, value: bytes) -> list[str]:
    return [refusal.reason for refusal in read([Record(topic, 0, 0, 0, None, value, ())])[1]]


def test_a_partners_field_that_is_there_twice_is_refused() -> None:
    twice = REPLY[:-1] + b', "subject": "00000000-0000-4000-8000-000000000000"}'
    assert refusals("reply.politie", twice) == ["contract"]
    assert refusals("reply.politie", REPLY) != ["contract"]
