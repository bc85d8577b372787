"""The two logs: fields of the LDV's logbook and of BIO2 8.15.01; who is in one is never in the other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import pytest

from schemas.catalogue import models
from schemas.registry import processing_of, topics
from services.audit import actor_lines, processing_lines
from services.audit.actor_lines import ACTION, ACTOR, OBJECT, ORIGIN, RESULT
from services.audit.processing_lines import ACTIVITY, PROCESSOR, PSEUDONYM, SUBJECT, SUBJECT_TYPE, lines, pseudonyms
from services.audit.why import Logged

KEY = bytes(32)
AT = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def example(event_type: str, topic: str | None = None, **changes: Any) -> Logged:
    event = json.loads((resources.files("schemas.examples") / f"{event_type}.json").read_text("utf-8"))
    found = topic or next(name for name, declared in topics().items() if event_type in declared.types)
    return Logged(found, 0, 0, AT, {**event, "time": "2026-11-24T11:59:59.250Z", "traceparent": TRACE, **changes}, 0)


EXAMPLES = [(event_type, name) for name, declared in topics().items() for event_type in declared.types]
PERSONAL = [name for name, declared in topics().items() if declared.personal]


@pytest.mark.parametrize("topic", PERSONAL)
def test_every_topic_with_personal_data_is_a_step_of_a_registered_activity(topic: str) -> None:
    activity = processing_of(topic)
    assert activity is not None
    assert activity.uri.startswith("urn:nld:oin:")
    assert activity.uri.endswith(f":{activity.version}")


@pytest.mark.parametrize(("event_type", "topic"), EXAMPLES)
def test_a_line_has_the_logbooks_fields_and_nobodys_name(event_type: str, topic: str) -> None:
    record = example(event_type, topic)
    subjects = pseudonyms(record.event, KEY)
    made = lines(record, subjects)
    text = json.dumps(record.data.get("personal", {}), ensure_ascii=False)
    for span in made:
        assert span.context is not None
        theirs = {link.context.trace_id for link in span.links}
        assert {span.context.trace_id} != theirs
        assert int(TRACE.split("-")[1], 16) in (theirs if topic.startswith("reply.") else {span.context.trace_id})
        assert span.context.span_id > 0
        assert span.start_time == 1_795_521_599_250 * 1_000_000
        assert span.end_time == 1_795_521_600_000 * 1_000_000
        assert span.status.status_code.name == "UNSET"
        given = dict(span.attributes or {})
        activity = processing_of(topic)
        assert activity is not None
        assert given[ACTIVITY] == activity.uri
        assert given.keys() <= {ACTIVITY, SUBJECT, SUBJECT_TYPE, PROCESSOR}
        assert (SUBJECT in given) == (SUBJECT_TYPE in given)
        assert given.get(SUBJECT_TYPE, PSEUDONYM) == PSEUDONYM
        assert not any(str(value) in text for value in given.values() if value)
    shown = [span.attributes[SUBJECT] for span in made if span.attributes and SUBJECT in span.attributes]
    assert sorted(map(str, shown)) == sorted(subjects) * bool(made)


def test_each_data_subject_has_a_line_below_the_action() -> None:
    record = example("nl.signaalketen.signal.received.v1")
    subjects = ["a" * 64, "b" * 64]
    made = lines(record, subjects)
    assert [SUBJECT in (span.attributes or {}) for span in made] == [False, True, True]
    assert [span.parent for span in made] == [None, made[0].context, made[0].context]
    assert len({span.context.span_id for span in made if span.context}) == 3
    assert [span.context for span in lines(record, subjects)] == [span.context for span in made]


def test_one_human_is_one_subject_wherever_named_and_another_key_makes_another() -> None:
    first = pseudonyms(example("nl.signaalketen.signal.received.v1").event, KEY)
    enriched = pseudonyms(example("nl.signaalketen.signal.enriched.v1").event, KEY)
    assert set(first) & set(enriched)
    assert not set(first) & set(pseudonyms(example("nl.signaalketen.signal.received.v1").event, b"1" * 32))
    assert processing_lines.pseudonym(" Anna  DE Vries", None, KEY) == processing_lines.pseudonym(
        "anna de vries", None, KEY
    )


def test_what_a_partner_sent_names_that_partners_system() -> None:
    record = example("nl.signaalketen.referral.accepted.v1", "reply.riec")
    (line,) = lines(record, [])
    assert dict(line.attributes or {})[PROCESSOR] == record.event["source"]


def test_investigations_are_kept_apart() -> None:
    apart = {name for name in PERSONAL if (found := processing_of(name)) and found.confidential}
    assert {"alert.politie", "consult.politie", "referral.riec", "decision.riec"} <= apart
    assert not {"signal.received", "decision.zorg", "referral.zorgcoordinator"} & apart


@pytest.mark.parametrize(
    "event_type",
    [
        "nl.signaalketen.audit.content-read.v1",
        "nl.signaalketen.audit.act-performed.v1",
        *(event_type for event_type in models() if event_type.startswith("nl.signaalketen.act.")),
        "nl.signaalketen.audit.access-refused.v1",
        "nl.signaalketen.admin.partner-suspended.v1",
        "nl.signaalketen.admin.access-changed.v1",
    ],
)
def test_who_acts_is_logged_with_the_six_elements(event_type: str) -> None:
    record = example(event_type)
    made = actor_lines.line(record)
    assert made is not None
    written = made.log_record
    given = dict(written.attributes or {})
    assert given.keys() == {ACTION, OBJECT, RESULT, ORIGIN, ACTOR}
    assert all(given.values())
    assert written.timestamp == 1_795_521_599_250 * 1_000_000
    assert written.trace_id == int(TRACE.split("-")[1], 16)
    actor = str(record.data.get("actor", record.data.get("by")))
    assert given[ACTOR] == actor
    assert all(actor not in json.dumps(dict(line.attributes or {})) for line in lines(record, []))


@pytest.mark.parametrize(("kind", "result"), [("act-performed", "geslaagd"), ("access-refused", "geweigerd")])
def test_what_was_refused_is_not_logged_as_done(kind: str, result: str) -> None:
    made = actor_lines.line(example(f"nl.signaalketen.audit.{kind}.v1"))
    assert made is not None
    assert dict(made.log_record.attributes or {})[RESULT] == result


def test_an_act_is_logged_with_the_word_of_the_desk_and_all_it_was_done_to() -> None:
    record = example("nl.signaalketen.act.decision-recorded.v1")
    made = actor_lines.line(record)
    assert made is not None
    given = dict(made.log_record.attributes or {})
    assert given[ACTION] == "besluit"
    assert given[OBJECT] == f"{record.data['signal_id']} {record.data['decision_id']}"
    assert given[RESULT] == "geslaagd"
    assert lines(record, []) == []


@pytest.mark.parametrize("kind", ["signal.received", "audit.events-counted"])
def test_where_nobody_acts_there_is_no_line(kind: str) -> None:
    assert actor_lines.line(example(f"nl.signaalketen.{kind}.v1")) is None


@pytest.mark.parametrize(
    "time", ["2026-11-24t11:59:59.250z", "2026-11-24 12:59:59.250+01:00", "2026-11-24T11:59:59.250000000Z"]
)
def test_a_line_is_made_of_a_moment_however_it_was_written(time: str) -> None:
    record = example("nl.signaalketen.referral.received.v1", time=time)
    assert record.happened_ms == 1_795_521_599_250


@pytest.mark.parametrize(("time", "start"), [("1969-12-31T23:59:59Z", 0), ("9999-12-30T00:00:00Z", 1_795_521_600_000)])
def test_a_line_begins_within_what_a_clock_can_say(time: str, start: int) -> None:
    """OTLP's moments are unsigned; a negative one stopped the whole log."""
    (line,) = lines(example("nl.signaalketen.referral.accepted.v1", "reply.riec", time=time), [])
    assert line.start_time == start * 1_000_000
