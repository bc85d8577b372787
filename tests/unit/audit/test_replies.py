"""What "why was this shared?" calls a partner's answer: what the service took, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from schemas.codes.in_words import IN_WORDS
from schemas.events.acts.quarantine import QuarantineDiscarded, QuarantineRedriven
from schemas.events.quarantine import EventQuarantined, Reason
from schemas.registry import MUNICIPALITY_OIN, partners
from services.audit.replies import SetAside, judged, set_aside
from services.audit.why import Logged
from services.runtime.messaging.record import Record

TOPIC = "reply.riec"
REFERENCE = UUID("01a20d0d-38a0-7b05-8d1e-2f4a6c8e0b13")
BY: dict[str, Any] = {"actor": "beheerder", "roles": (), "at": datetime(2026, 11, 27, tzinfo=UTC)}


def reply(offset: int, reference: str = str(REFERENCE), **otherwise: object) -> tuple[Record, Logged]:
    """That the referral was received."""
    event = {
        "specversion": "1.0",
        "id": f"01a20d0d-38a0-7c11-9b21-{offset:012x}",
        "source": f"urn:nld:oin:{partners()['riec'].oin}:systeem:x",
        "type": "nl.signaalketen.referral.received.v1",
        "subject": reference,
        "time": "2026-11-24T10:15:00Z",
        "data": {"reference": reference},
        **otherwise,
    }
    value = json.dumps(event).encode()
    at = datetime(2026, 11, 24, 10, 15, offset, tzinfo=UTC)
    return Record(TOPIC, 0, offset, 1_795_515_300_000, None, value, ()), Logged(TOPIC, 0, offset, at, event, offset)


def letter(offset: int, reason: Reason, *rules: str) -> EventQuarantined:
    return EventQuarantined(
        quarantine_id=REFERENCE, topic=TOPIC, partition=0, offset=offset, reason=reason, rules=rules
    )


def redriven(offset: int, refused: Reason | None) -> QuarantineRedriven:
    return QuarantineRedriven(**BY, quarantine_id=REFERENCE, topic=TOPIC, partition=0, offset=offset, refused=refused)


def taken(*replies: tuple[Record, Logged], written: tuple[Any, ...] = ()) -> list[tuple[int, str | None]]:
    """Offset and reason of refusal, of each reply named."""
    found = judged(REFERENCE, replies, set_aside(written))
    return [(one.reply.offset, one.refused.reason if one.refused else None) for one in found]


@pytest.mark.parametrize(
    "spelt",
    [str(REFERENCE), str(REFERENCE).upper(), REFERENCE.hex, f"{{{REFERENCE}}}", f"urn:uuid:{REFERENCE}"],
)
def test_a_reference_is_the_same_however_it_is_spelt(spelt: str) -> None:
    assert taken(reply(0, str(REFERENCE), data={"reference": spelt})) == [(0, None)]


def test_what_the_service_refused_is_no_answer() -> None:
    letters = (letter(0, "transition", "na afgerond kan alleen: niets"), letter(2, "defect", "KeyError"))
    assert taken(reply(0), reply(1), reply(2), written=letters) == [(0, "transition"), (1, None), (2, "defect")]


def test_what_breaks_its_contract_or_is_anothers_is_no_answer_either() -> None:
    forged = reply(0, source=f"urn:nld:oin:{MUNICIPALITY_OIN}:systeem:x")
    unread = reply(1, data={"reference": str(REFERENCE), "naam": "Zoë"})
    assert taken(forged, unread) == [(0, "source"), (1, "contract")]


def test_a_refusal_says_its_rules() -> None:
    (one,) = judged(REFERENCE, [reply(0)], set_aside([letter(0, "transition", "na afgerond kan alleen: niets")]))
    assert one.refused == SetAside("transition", ("na afgerond kan alleen: niets",))


def test_what_was_handled_again_is_an_answer_after_all() -> None:
    assert taken(reply(0), written=(letter(0, "defect", "x"), redriven(0, None))) == [(0, None)]
    assert taken(reply(0), written=(letter(0, "defect", "x"), redriven(0, "reference"))) == [(0, "reference")]
    discarded = QuarantineDiscarded(**BY, quarantine_id=REFERENCE, topic=TOPIC, partition=0, offset=0, because=IN_WORDS)
    assert taken(reply(0), written=(letter(0, "reference", "x"), discarded)) == [(0, "reference")]


def test_a_repeated_reply_is_named_once_and_a_refused_id_used_again_is_an_answer() -> None:
    same = "01a20d0d-38a0-7c11-9b21-5f6e0a7c4d90"
    assert taken(reply(0, id=same), reply(1, id=same.upper())) == [(0, None)]
    broken = reply(0, id=same, data={"reference": str(REFERENCE), "x": 1})
    assert taken(broken, reply(1, id=same)) == [(0, "contract"), (1, None)]


def test_what_is_about_something_else_is_not_named() -> None:
    assert taken(reply(0, data={}), reply(1, data={"reference": 7}), reply(2, data={"reference": "x"})) == []
    assert taken(reply(3, str(UUID(int=1)))) == []
