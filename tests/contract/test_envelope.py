"""What is not an event of ours is refused by field and rule, and the refusal never repeats a value."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from schemas.catalogue import models_on
from schemas.envelope import MAX_BYTES, ContractError, decode, each_once, encode
from schemas.events.signal import SignalEnriched
from tests.contract.examples import Json, compact, loaded, read, refusal

SIGNAL = "nl.signaalketen.signal.received.v1"
PERSON = "Ioana-Marinescu"


def refused(raw: bytes, field: str) -> ContractError:
    """The refusal, which names this field."""
    error = refusal(raw)
    assert error is not None
    assert field in [violation.field for violation in error.violations]
    return error


def with_attribute(name: str, value: object) -> bytes:
    return compact({**loaded(SIGNAL), name: value})


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("source", f"urn:nld:oin:123:systeem:{PERSON}"),
        ("source", f"https://example.nl/{PERSON}"),
        ("source", "urn:nld:oin:٠٠٠٠٠٠٩٩٠٠٠٠٠٠٠٠١٠٠٠:systeem:intake"),
        ("type", f"nl.signaalketen.{PERSON}"),
        ("subject", f"{PERSON}@example.nl"),
        ("subject", "a\n"),
        ("specversion", f"0.3 {PERSON}"),
        ("datacontenttype", f"text/{PERSON}"),
        ("traceparent", PERSON),
        ("time", PERSON),
        ("id", PERSON),
        ("data", PERSON),
    ],
)
def test_a_wrong_attribute_is_named_and_not_repeated(attribute: str, value: str) -> None:
    error = refused(with_attribute(attribute, value), attribute)
    assert PERSON not in str(error)
    assert value not in str(error)


@pytest.mark.parametrize(
    "time",
    [
        "2026-11-16T08:41:07",
        "1795000000",
        "1795000000000",
        1795000000,
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "2026-11-16",
        "",
    ],
)
def test_a_time_without_zone_out_of_bounds_or_as_a_number_is_refused(time: object) -> None:
    refused(with_attribute("time", time), "time")


@pytest.mark.parametrize(
    "time", ["2026-11-16t08:41:07z", "2026-11-16 09:41:07+01:00", "2026-11-16T08:41:07.000000000Z", "2026-11-16T08:41Z"]
)
def test_a_time_may_be_written_as_rfc_3339_has_it(time: str) -> None:
    assert read(with_attribute("time", time)).time.timestamp() // 60 == 29_913_641


@pytest.mark.parametrize("traceparent", [f"00-{'0' * 32}-{'1' * 16}-01", f"00-{'1' * 32}-{'0' * 16}-01"])
def test_a_trace_of_zeros_is_none(traceparent: str) -> None:
    refused(with_attribute("traceparent", traceparent), "traceparent")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
        ("partitionkey", "x"),
        ("sequence", 1),
        ("sampledrate", -(2**31)),
        ("a1", True),
        ("a" * 30, "é"),
        ("tracestate", None),
        ("dataschema", None),
        ("traceparent", None),
        ("datacontenttype", None),
        ("datacontenttype", "application/json; charset=utf-8"),
        ("datacontenttype", 'Application/JSON;charset="UTF-8"'),
        ("datacontenttype", "application/cloudevents+json"),
    ],
)
def test_what_cloudevents_allows_is_taken_and_goes_no_further(name: str, value: object) -> None:
    event = read(with_attribute(name, value))
    assert event.data == read(compact(loaded(SIGNAL))).data
    assert set(json.loads(encode(event))) <= {*loaded(SIGNAL), "dataschema", "traceparent"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("partitionKey", "x"),
        ("trace_state", "x"),
        ("x-request-id", "x"),
        ("TraceState", "x"),
        ("Source", "x"),
        ("data_base64", "e30="),
        ("sequence", 2**31),
        ("sequence", 1.5),
        ("tracestate", {"a": 1}),
        ("tracestate", ["x"]),
        ("tracestate", "a\u0007"),
    ],
)
def test_an_attribute_that_it_does_not_allow_is_named(name: str, value: object) -> None:
    error = refused(with_attribute(name, value), name)
    assert len(error.violations) == 1


def test_a_refused_attribute_is_named_beside_what_else_is_wrong() -> None:
    raw = compact({**loaded(SIGNAL), "partitionKey": "x", "tracestate": 1.5, "time": "gisteren"})
    error = refusal(raw)
    assert error is not None
    assert {violation.field for violation in error.violations} == {"partitionKey", "tracestate", "time"}
    assert "2026-11-24T10:15:00Z" in str(error)


def test_an_attribute_named_as_no_software_does_is_refused_without_its_name() -> None:
    for name in (PERSON, "Ioana", "Ioana Marinescu", "ioana marinescu", "é"):
        error = refused(with_attribute(name, PERSON), "(onbekend veld)")
        assert name not in str(error)


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "windows-1252"])
def test_another_charset_than_json_has_is_refused(charset: str) -> None:
    refused(with_attribute("datacontenttype", f"application/json; charset={charset}"), "datacontenttype")


@pytest.mark.parametrize("attribute", ["id", "source", "type", "subject", "time", "specversion", "data"])
def test_null_is_absent(attribute: str) -> None:
    refused(with_attribute(attribute, None), attribute)


def test_a_field_that_is_null_is_one_that_is_not_there() -> None:
    event = loaded("nl.signaalketen.consult.answered.v1")
    event["data"]["personal"] = None
    whole = {**event, "data": {key: value for key, value in event["data"].items() if value is not None}}
    assert read(compact(event)).data == read(compact(whole)).data
    event["data"]["conclusion"] = None
    refused(compact(event), "data.conclusion")


def test_a_byte_order_mark_is_no_part_of_the_event() -> None:
    raw = compact(loaded(SIGNAL))
    assert read(b"\xef\xbb\xbf" + raw) == read(raw)
    assert refusal(b"\xef\xbb\xbf" * 2 + raw) is not None


def test_an_unknown_field_is_refused_without_its_name_at_any_depth() -> None:
    event = loaded(SIGNAL)
    event["data"]["personal"]["people"][0][PERSON] = PERSON
    error = refused(compact(event), "data.personal.people.0.(onbekend veld)")
    assert PERSON not in str(error)


@pytest.mark.parametrize("missing", ["specversion", "id", "source", "type", "subject", "time", "data"])
def test_a_missing_attribute_is_named(missing: str) -> None:
    event = loaded(SIGNAL)
    del event[missing]
    refused(compact(event), missing)


def test_every_violation_is_reported_at_once() -> None:
    event = loaded(SIGNAL)
    event["data"]["municipality"] = "GM9999"
    del event["data"]["forms"]
    event["data"]["personal"]["reporter"]["email"] = "geen adres"
    error = refusal(compact(event))
    assert error is not None
    assert {violation.field for violation in error.violations} == {
        "data.municipality",
        "data.forms",
        "data.personal.reporter.email",
    }


def test_a_type_of_another_topic_is_refused() -> None:
    with pytest.raises(ContractError, match="hoort niet op dit topic") as caught:
        decode(compact(loaded(SIGNAL)), models_on("signal.direct"))
    assert [violation.field for violation in caught.value.violations] == ["type"]


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x08", "\x0b", "\x1b", "\x1f", "\x7f"])
def test_control_characters_in_text_are_refused(sign: str) -> None:
    event = loaded(SIGNAL)
    event["data"]["personal"]["description"] = f"{PERSON}{sign}"
    error = refused(json.dumps(event).encode(), "data.personal.description")
    assert PERSON not in str(error)


@pytest.mark.parametrize("sign", ["\t", "\n", "\r", "é", "’", "ł", "🙂"])
def test_what_people_type_is_kept(sign: str) -> None:
    event = loaded(SIGNAL)
    event["data"]["personal"]["description"] = f"a{sign}b"
    assert encode(read(compact(event))) == compact(event)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        f'{{"data": "{PERSON}"'.encode(),
        f'"{PERSON}"'.encode(),
        f'["{PERSON}"]'.encode(),
        b"null",
        PERSON.encode(),
        b"[" * 60_000,
        compact(loaded(SIGNAL)) + PERSON.encode(),
    ],
)
def test_what_is_no_json_object_is_refused_without_repeating_it(raw: bytes) -> None:
    error = refusal(raw)
    assert error is not None
    assert error.violations
    assert PERSON not in str(error)


@pytest.mark.parametrize("sequence", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"])
def test_invalid_utf_8_is_refused(sequence: bytes) -> None:
    raw = compact(loaded(SIGNAL)).replace(b"wasserij", b"wasserij" + sequence, 1)
    error = refusal(raw)
    assert error is not None
    assert "wasserij" not in str(error)


def test_a_lone_surrogate_is_refused() -> None:
    raw = compact(loaded(SIGNAL)).replace(b"wasserij", b"wasserij\\ud800", 1)
    error = refusal(raw)
    assert error is not None
    assert "wasserij" not in str(error)


def _of_size(size: int) -> Json:
    """A valid event of exactly this many bytes."""
    event = loaded("nl.signaalketen.signal.enriched.v1")
    supplements: list[str] = []
    event["data"]["personal"]["supplements"] = supplements
    while (missing := size - len(compact(event))) > 0:
        room = missing - 3  # quotes and comma
        supplements.append("x" * max(1, min(4000, room)))
        if len(compact(event)) > size:
            supplements[-1] = supplements[-1][: -(len(compact(event)) - size)]
    return event


def test_64_kb_is_the_most_that_is_read_and_written() -> None:
    largest = _of_size(MAX_BYTES)
    event = read(compact(largest))
    assert len(encode(event)) == MAX_BYTES

    largest["data"]["personal"]["supplements"].append("x")
    error = refusal(compact(largest))
    assert error is not None
    assert str(MAX_BYTES) in str(error)


def test_more_than_64_kb_is_not_written() -> None:
    event = read(compact(_of_size(MAX_BYTES - 4)))
    assert isinstance(event.data, SignalEnriched)
    personal = event.data.personal
    larger = personal.model_copy(update={"supplements": (*personal.supplements, "xx")})
    assert len(encode(replace(event, data=event.data.model_copy(update={"personal": personal})))) == MAX_BYTES - 4
    with pytest.raises(ContractError, match=str(MAX_BYTES)):
        encode(replace(event, data=event.data.model_copy(update={"personal": larger})))


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b'{"id": 1, "id": 2}', "id"),
        (b'{"data": {"reference": 1, "reference": 2}}', "data"),
        (b'\xef\xbb\xbf{"data": [{"personal": {"Ana": 1, "Ana": 1}}]}', "data"),
    ],
)
def test_a_field_given_twice_is_refused_by_the_part_it_is_in(raw: bytes, field: str) -> None:
    with pytest.raises(ContractError) as refused:
        each_once(raw)
    assert [violation.field for violation in refused.value.violations] == [field]


@pytest.mark.parametrize("raw", [b'{"a": {"id": 1}, "id": 1}', b"{", b"[" * 60_000, b" " * (MAX_BYTES + 1), b"\xff"])
def test_what_is_wrong_otherwise_is_for_others_to_say(raw: bytes) -> None:
    each_once(raw)
