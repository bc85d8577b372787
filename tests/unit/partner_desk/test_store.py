"""What is kept, together with how far was read; what is destroyed before it is confirmed; what is sent, and once."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from schemas.catalogue import models_on
from schemas.envelope import ContractError, Violation, decode
from services.partner_desk import items, outbox, reading, store
from services.partner_desk.database import StoreError, open_store
from services.partner_desk.domain import Answer, State
from services.partner_desk.outbox import ChangedError, NotNowError, Said
from services.partner_desk.store import Place
from tests.unit.partner_desk.example import NOW, OIN, TOPIC, Desk, record

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from services.partner_desk.items import Life

REFERENCE = UUID("6f0f3a64-8f6e-4a42-9a46-5d1d8d3f4f10")
SENT = "referral.zorgcoordinator-sent"
CORRECTED = "referral.zorgcoordinator-corrected"
REVOKED = "referral.revoked"
NOTICE = "7c1b5c0e-6f0d-4d8e-9a46-5d1d8d3f4f10"


@pytest.fixture
def of(tmp_path: Path) -> Generator[Callable[[str], Desk]]:
    """A desk with an empty store, that reads this topic."""
    made: list[Desk] = []

    def of_topic(topic: str) -> Desk:
        made.append(Desk(tmp_path, topic))
        return made[-1]

    yield of_topic
    for one in made:
        one.store.connection.close()


@pytest.fixture
def desk(of: Callable[[str], Desk]) -> Desk:
    return of(TOPIC)


def life(desk: Desk) -> Life:
    found = items.life(desk.store, REFERENCE)
    assert found
    return found


def outgoing(desk: Desk) -> list[dict[str, object]]:
    """All that is on its way, as the reply topic's readers take it in; then it is sent."""
    found: list[dict[str, object]] = []
    while waiting := outbox.waiting(desk.store):
        decode(waiting.value, models_on("reply.zorgcoordinator"))
        found.append(json.loads(waiting.value))
        outbox.sent(desk.store, waiting.event_id, len(found), NOW)
    return found


def test_a_record_and_the_place_behind_it_are_kept_together(desk: Desk) -> None:
    desk.tell(record(SENT, REFERENCE))
    assert store.places(desk.store) == {(TOPIC, 0): (1, NOW)}
    desk.store.connection.execute(
        "create temp trigger full before insert on record begin select raise(abort, 'disk full'); end"
    )
    with pytest.raises(sqlite3.IntegrityError):
        desk.tell(record(CORRECTED, REFERENCE))
    assert store.places(desk.store) == {(TOPIC, 0): (1, NOW)}
    assert len(life(desk).entries) == 1


def test_what_comes_twice_is_kept_once(desk: Desk) -> None:
    raw = record(SENT, REFERENCE)
    desk.tell(raw)
    desk.tell(raw)
    assert len(life(desk).entries) == 1
    assert store.places(desk.store)[TOPIC, 0][0] == 2


def test_content_is_sealed_and_only_its_owner_reads_the_files(desk: Desk, tmp_path: Path) -> None:
    desk.tell(record(SENT, REFERENCE))
    desk.say(REFERENCE, Answer.MORE_INFORMATION_ASKED, personal={"question": "Welke taal spreekt zij?"})
    store.keep_aside(desk.store, Place(TOPIC, 0, 1), b'{"naam": "Ioana"}', [Violation("data", "is een object")], NOW)
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
        assert b"Ioana" not in file.read_bytes()
        assert b"Welke taal" not in file.read_bytes()


def test_a_field_of_later_is_shown_and_no_reason_to_refuse(desk: Desk) -> None:
    desk.tell(record(SENT, REFERENCE, later="iets nieuws"))
    content = life(desk).content
    assert content
    assert content["later"] == "iets nieuws"
    assert "reference" not in content


@pytest.mark.parametrize(
    "raw",
    [
        None,
        b"",
        b"\xff\x00",
        b"[]",
        record("referral.riec-sent", REFERENCE),
        record(SENT, REFERENCE, personal={}),
        record(SENT, REFERENCE, reference=str(uuid4())),
        record(SENT, REFERENCE).replace(f'"subject": "{REFERENCE}"'.encode(), b'"subject": "42"'),
    ],
)
def test_what_breaks_the_contract_is_not_read(raw: bytes | None) -> None:
    with pytest.raises(ContractError):
        reading.read(TOPIC, raw)


def test_an_answer_is_kept_with_its_state_and_sent_under_one_id(desk: Desk) -> None:
    desk.tell(record(SENT, REFERENCE))
    desk.say(REFERENCE, Answer.DECLINED, reason="geen-capaciteit", personal={"explanation": "Vol."})
    assert life(desk).item.state is State.DECLINED
    first, again = outbox.waiting(desk.store), outbox.waiting(desk.store)
    assert first == again
    assert first
    assert UUID(first.event_id).version == 7
    (sent,) = outgoing(desk)
    assert sent["id"] == first.event_id == str(life(desk).entries[-1].event_id)
    assert sent["source"] == f"urn:nld:oin:{OIN}:systeem:partnerwerkplek"
    assert sent["data"] == {
        "reference": str(REFERENCE),
        "reason": "geen-capaciteit",
        "personal": {"explanation": "Vol."},
    }


def test_a_form_that_is_sent_twice_answers_once(desk: Desk) -> None:
    desk.tell(record(SENT, REFERENCE))
    desk.say(REFERENCE, Answer.ACCEPTED, key="een")
    desk.say(REFERENCE, Answer.ACCEPTED, key="een")
    assert len(outgoing(desk)) == 1


def test_of_two_people_the_first_answers(desk: Desk) -> None:
    desk.tell(record(SENT, REFERENCE))
    late = Said(REFERENCE, Answer.DECLINED, {"reason": "geen-capaciteit"}, "bob", "twee", 1)
    desk.say(REFERENCE, Answer.ACCEPTED)
    with pytest.raises(ChangedError):
        outbox.say(desk.store, OIN, late, NOW)
    with pytest.raises(NotNowError):
        desk.say(REFERENCE, Answer.DECLINED, reason="geen-capaciteit")
    assert [sent["type"] for sent in outgoing(desk)] == ["nl.signaalketen.referral.accepted.v1"]


def test_a_correction_is_confirmed_and_takes_the_place_of_what_was(desk: Desk) -> None:
    desk.tell(record(SENT, REFERENCE, municipality="GM0296"))
    desk.tell(record(CORRECTED, REFERENCE))
    before = life(desk)
    assert before.before
    assert before.content
    assert (before.before["municipality"], before.content["municipality"]) == ("GM0296", "GM0268")
    assert before.item.open_notices == 1
    desk.confirm(REFERENCE, NOTICE)
    after = life(desk)
    assert after.before is None
    assert after.content == before.content
    assert after.item.open_notices == 0
    assert [sent["data"] for sent in outgoing(desk)] == [{"reference": str(REFERENCE), "notice": NOTICE}]
    with pytest.raises(NotNowError):
        desk.confirm(REFERENCE, NOTICE)


@pytest.mark.parametrize("asked", [REVOKED, "referral.removal-asked"])
def test_what_is_to_be_destroyed_is_gone_before_it_is_confirmed(
    of: Callable[[str], Desk], tmp_path: Path, asked: str
) -> None:
    topic = TOPIC if asked == REVOKED else "referral.riec"
    desk = of(topic)
    desk.tell(record(f"{topic}-sent", REFERENCE))
    desk.say(REFERENCE, Answer.MORE_INFORMATION_ASKED, personal={"question": "Welke taal?"})
    raw = [row["content"] for row in desk.store.connection.execute("select content from record")]
    desk.tell(record(asked, REFERENCE, notice=NOTICE))
    desk.confirm(REFERENCE, NOTICE)
    found = life(desk)
    assert found.item.destroyed_at == NOW
    assert [entry.content for entry in found.entries[:3]] == [None, None, None]
    for file in tmp_path.iterdir():
        assert all(sealed not in file.read_bytes() for sealed in raw)
    assert [sent["type"] for sent in outgoing(desk)] == ["nl.signaalketen.referral.confirmed.v1"]


def test_nothing_is_confirmed_when_it_can_not_be_destroyed(desk: Desk) -> None:
    desk.tell(record(SENT, REFERENCE))
    desk.tell(record(REVOKED, REFERENCE, notice=NOTICE))
    desk.store.connection.execute(
        "create temp trigger full before update on record begin select raise(abort, 'disk full'); end"
    )
    with pytest.raises(sqlite3.IntegrityError):
        desk.confirm(REFERENCE, NOTICE)
    assert outgoing(desk) == []
    assert life(desk).content
    assert life(desk).item.open_notices == 1


@pytest.mark.parametrize("refused_first", [True, False])
def test_an_answer_that_was_refused_changed_nothing(desk: Desk, *, refused_first: bool) -> None:
    desk.tell(record(SENT, REFERENCE))
    desk.say(REFERENCE, Answer.ACCEPTED)
    waiting = outbox.waiting(desk.store)
    assert waiting
    refusal = record("reply.refused", uuid4(), topic="reply.zorgcoordinator", offset=7)
    if refused_first:
        desk.tell(refusal)
        assert [one.place for one in store.strange_refusals(desk.store)] == [7]
    outbox.sent(desk.store, waiting.event_id, 7, NOW)
    if not refused_first:
        desk.tell(refusal)
    found = life(desk)
    assert found.item.state is State.NEW
    assert found.entries[-1].refused == "na afgerond kan alleen: niets"
    assert store.strange_refusals(desk.store) == []
    desk.say(REFERENCE, Answer.RECEIVED)


def test_a_question_that_gets_more_time_is_due_later(of: Callable[[str], Desk]) -> None:
    desk = of("consult.zorgcoordinator")
    desk.tell(record("consult.zorgcoordinator-asked", REFERENCE, answer_by="2026-11-30"))
    desk.tell(record("consult.reminded", REFERENCE, answer_by="2026-12-04"))
    assert str(life(desk).item.due) == "2026-12-04"
    desk.say(REFERENCE, Answer.ANSWERED, conclusion="niet-bekend")
    assert life(desk).item.due is None
    assert [sent["type"] for sent in outgoing(desk)] == ["nl.signaalketen.consult.answered.v1"]


def test_what_was_set_aside_is_kept_as_it_came(desk: Desk) -> None:
    raw = b"\xff geen JSON"
    for _ in range(2):
        store.keep_aside(desk.store, Place(TOPIC, 0, 0), raw, [Violation("", "is geen geldige JSON")], NOW)
    ((found, came),) = store.as_they_came(desk.store)
    assert (found.rules, came) == ("is geen geldige JSON", raw)
    assert store.places(desk.store)[TOPIC, 0][0] == 1
    assert store.drop_set_aside(desk.store, found.number)
    assert not store.drop_set_aside(desk.store, found.number)


def test_a_store_is_opened_with_its_key_alone(desk: Desk, tmp_path: Path) -> None:
    file, key = tmp_path / "gegevens.sqlite", tmp_path / "sleutel"
    desk.store.connection.close()
    open_store(file, key).connection.close()
    file.chmod(0o644)
    with pytest.raises(StoreError, match="0600"):
        open_store(file, key)
    file.chmod(0o600)
    key.write_text("-\n")
    with pytest.raises(StoreError, match="geen sleutel"):
        open_store(file, key)
    key.unlink()
    with pytest.raises(StoreError, match="is weg"):
        open_store(file, key)
    assert not key.exists()


def test_a_store_of_a_later_version_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    desk.store.connection.execute("pragma user_version = 99")
    with pytest.raises(StoreError, match="nieuwere versie"):
        open_store(tmp_path / "gegevens.sqlite", tmp_path / "sleutel")
