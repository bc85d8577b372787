"""Every type has an example that we, the published schemas and the official CloudEvents SDK all read."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka
from cloudevents.core.formats.json import JSONFormat
from jsonschema import Draft202012Validator

from schemas.catalogue import models, models_on
from schemas.envelope import CONTENT_TYPE, decode, encode
from schemas.examples import example
from schemas.json_schema import published_schema
from schemas.registry import oin_of, topics
from tests.contract.examples import TYPES, Json, carriers, compact, errors, loaded, refusal


def test_every_type_has_an_example_and_nothing_else_is_there() -> None:
    files = {entry.name for entry in (resources.files("schemas") / "examples").iterdir() if entry.name[:2] != "__"}
    assert files == {f"{event_type}.json" for event_type in models()}


@pytest.mark.parametrize("event_type", TYPES)
def test_it_is_read_on_each_of_its_topics(event_type: str) -> None:
    assert carriers(event_type)
    for topic in carriers(event_type):
        event = decode(example(event_type), models_on(topic))
        assert (event.type, type(event.data)) == (event_type, models()[event_type])


@pytest.mark.parametrize("event_type", TYPES)
def test_it_is_exactly_what_we_would_write(event_type: str) -> None:
    raw = encode(decode(example(event_type), models()))
    assert raw == compact(loaded(event_type))
    assert encode(decode(raw, models())) == raw


@pytest.mark.parametrize("event_type", TYPES)
def test_its_source_is_a_writer_of_its_topic(event_type: str) -> None:
    writers = {topics()[topic].writer for topic in carriers(event_type)}
    assert loaded(event_type)["source"].split(":")[3] in {oin_of(writer) for writer in writers}


@pytest.mark.parametrize("event_type", TYPES)
def test_its_id_is_a_uuid_7_of_its_time(event_type: str) -> None:
    event = decode(example(event_type), models())
    assert event.id.version == 7
    assert event.id.int >> 80 == int(event.time.timestamp() * 1000)
    assert UUID(event.subject)


@pytest.mark.parametrize("event_type", TYPES)
def test_the_official_sdk_reads_it(event_type: str) -> None:
    message = KafkaMessage(headers={"content-type": CONTENT_TYPE.encode()}, key=None, value=example(event_type))
    event = from_kafka(message, JSONFormat())
    ours = loaded(event_type)
    assert event.get_specversion() == "1.0"
    assert (event.get_id(), event.get_source(), event.get_type()) == (ours["id"], ours["source"], event_type)
    assert event.get_subject() == ours["subject"]
    assert event.get_dataschema() == ours["dataschema"]
    assert event.get_extension("traceparent") == ours["traceparent"]
    assert event.get_data() == ours["data"]


@pytest.mark.parametrize("event_type", TYPES)
def test_the_published_schema_is_one_and_accepts_it(event_type: str) -> None:
    Draft202012Validator.check_schema(published_schema(event_type))
    assert errors(published_schema(event_type), loaded(event_type)) == []


def _no_extension_of_cloudevents(event: Json) -> None:
    event["partitionKey"] = "999990019"


def _no_value_of_an_extension(event: Json) -> None:
    event["tracestate"] = {"bsn": "999990019"}


def _unknown_field(event: Json) -> None:
    event["data"]["bsn"] = "999990019"


def _bad_source(event: Json) -> None:
    event["source"] = "https://example.nl/intake"


def _another_type(event: Json) -> None:
    event["type"] = "nl.signaalketen.signal.unheard-of.v1"


def _no_data(event: Json) -> None:
    del event["data"]


def _bad_id(event: Json) -> None:
    event["id"] = "1"


BREAKS = [
    _no_extension_of_cloudevents,
    _no_value_of_an_extension,
    _unknown_field,
    _bad_source,
    _another_type,
    _no_data,
    _bad_id,
]


@pytest.mark.parametrize("event_type", TYPES)
@pytest.mark.parametrize("break_it", BREAKS)
def test_schema_and_code_refuse_the_same(event_type: str, break_it: Callable[[Json], None]) -> None:
    event = loaded(event_type)
    break_it(event)
    assert errors(published_schema(event_type), event)
    assert refusal(compact(event))


WITH_PERSONAL = [t for t in TYPES if "personal" in published_schema(t)["$defs"]["Data"].get("required", [])]


@pytest.mark.parametrize("event_type", WITH_PERSONAL)
def test_schema_and_code_refuse_a_missing_personal(event_type: str) -> None:
    event = loaded(event_type)
    del event["data"]["personal"]
    assert errors(published_schema(event_type), event)
    assert refusal(compact(event))


def test_personal_is_required_wherever_a_person_is_the_point() -> None:
    assert len(WITH_PERSONAL) >= 16
