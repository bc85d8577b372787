"""Terms, states and destruction follow the broker's clock, whatever a partner calls the time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from schemas.registry import MUNICIPALITY_OIN, partners
from services.runtime.messaging.inbox import read
from services.runtime.messaging.record import Record

CAME = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def record(topic: str, oin: str, kind: str, time: str, data: dict[str, str]) -> Record:
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:nld:oin:{oin}:systeem:x",
        "type": f"nl.signaalketen.{kind}.v1",
        "subject": "x",
        "time": time,
        "data": data,
    }
    return Record(topic, 0, 0, round(CAME.timestamp() * 1000), None, json.dumps(event).encode(), ())


def reply(time: str) -> Record:
    return record("reply.riec", partners()["riec"].oin, "referral.received", time, {"reference": str(uuid4())})


@pytest.mark.parametrize("time", ["2019-12-31T00:00:00Z", "2026-11-24T09:59:59Z", "2026-11-24T10:05:00Z"])
def test_the_time_of_a_reply_is_when_it_came(time: str) -> None:
    """An old one made what a partner wrote due for destruction at once."""
    (delivery,), refusals = read([reply(time)])
    assert (delivery.event.time, refusals) == (CAME, [])


@pytest.mark.parametrize(
    "time", ["9999-12-30T23:30:00Z", "2200-01-01T00:00:00Z", "2027-11-24T10:00:00Z", "2026-11-24T10:05:01Z"]
)
def test_a_time_to_come_is_refused_by_its_name(time: str) -> None:
    """9999 ended every list of referrals; 2200 was never overdue."""
    deliveries, (refusal,) = read([reply(time)])
    assert deliveries == []
    assert (refusal.reason, refusal.rules[0].partition(":")[0]) == ("contract", "time")


def test_our_own_events_keep_the_time_of_what_they_tell() -> None:
    at = CAME - timedelta(hours=1)
    own = record("signal.feedback", MUNICIPALITY_OIN, "signal.feedback-given", at.isoformat(), {"status": "doorgeleid"})
    (delivery,), _ = read([own])
    assert delivery.event.time == at
