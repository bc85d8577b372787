"""Breaking changes are found from a writer's and from a reader's side, and nothing else is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from schemas.catalogue import models
from schemas.compatibility import breaking_changes, broken_contracts, read_by_us_only
from schemas.json_schema import published_schema

Json = dict[str, Any]

OLD: Json = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reference", "kind"],
    "properties": {
        "reference": {"type": "string", "format": "uuid"},
        "kind": {"enum": ["a", "b"], "type": "string"},
        "version": {"const": 1},
        "note": {"anyOf": [{"type": "string", "maxLength": 20, "minLength": 2, "pattern": "^x"}, {"type": "null"}]},
        "count": {"type": "integer", "minimum": 0, "maximum": 9},
        "people": {"type": "array", "items": {"$ref": "#/$defs/Person"}, "minItems": 1, "maxItems": 5},
        "notes": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 9}},
        "open": {"type": "object"},
    },
    "$defs": {
        "Person": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"name": {"type": "string"}, "boss": {"$ref": "#/$defs/Person"}},
        }
    },
}


def changed(place: str, value: object) -> Json:
    """The old schema with one thing set, or removed when the value is None."""
    schema = deepcopy(OLD)
    at: Any = schema
    *steps, last = place.split("/")
    for step in steps:
        at = at[int(step) if isinstance(at, list) else step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return schema


NOTE = "properties/note/anyOf/0"
NARROWED: list[tuple[str, object, str]] = [
    ("properties/note", None, "note: now refused"),
    ("$defs/Person/properties/name", None, "people[].name: now refused"),
    ("required", ["reference", "kind", "count"], "count: now required"),
    ("$defs/Person/required", ["name"], "people[].name: now required"),
    ("properties/count/type", "string", "count: now string instead of integer"),
    ("properties/note/anyOf", [{"type": "string"}], "note: now string instead of null"),
    ("properties/open/type", "array", "open: now array instead of object"),
    ("properties/kind/enum", ["a"], "kind: now without 'b'"),
    ("properties/reference/enum", ["a"], "reference: now only listed values"),
    ("properties/version/const", 2, "version: now without 1"),
    (f"{NOTE}/pattern", "^y", "note: now pattern '^y' instead of '^x'"),
    (f"{NOTE}/maxLength", 19, "note: now maxLength 19 instead of 20"),
    (f"{NOTE}/minLength", 3, "note: now minLength 3 instead of 2"),
    ("properties/reference/pattern", "^a", "reference: now pattern '^a' instead of none"),
    ("properties/reference/format", "date", "reference: now format 'date' instead of 'uuid'"),
    ("properties/reference/maxLength", 36, "reference: now maxLength 36 instead of none"),
    ("properties/count/minimum", 1, "count: now minimum 1 instead of 0"),
    ("properties/count/maximum", 8, "count: now maximum 8 instead of 9"),
    ("properties/count/multipleOf", 2, "count: now multipleOf 2 instead of none"),
    ("properties/people/minItems", 2, "people: now minItems 2 instead of 1"),
    ("properties/people/maxItems", 4, "people: now maxItems 4 instead of 5"),
    ("properties/people/uniqueItems", True, "people: now uniqueItems True instead of none"),
    ("properties/people/items", {"type": "string"}, "people[]: now string instead of object"),
    ("properties/notes/additionalProperties", False, "notes.*: now refused"),
    ("properties/notes/additionalProperties/maxLength", 8, "notes.*: now maxLength 8 instead of 9"),
    ("properties/open/additionalProperties", False, "open.*: now refused"),
    ("properties/open/required", ["a"], "open.a: now required"),
    ("properties/open/not", {"required": ["a"]}, "open: now not {'required': ['a']} instead of none"),
]

WIDENED: list[tuple[str, object, str]] = [
    ("properties/extra", {"type": "string"}, "extra: until now refused"),
    ("$defs/Person/properties/extra", {"type": "string"}, "people[].extra: until now refused"),
    ("required", ["reference"], "kind: until now required"),
    ("properties/kind/enum", ["a", "b", "c"], "kind: until now without 'c'"),
    ("properties/count/type", "number", "count: until now integer instead of integer or number"),
    ("properties/count/anyOf", [{"type": "integer"}, {"type": "null"}], "count: until now integer instead of null"),
    (f"{NOTE}/maxLength", 21, "note: until now maxLength 20 instead of 21"),
    (f"{NOTE}/pattern", None, "note: until now pattern '^x' instead of none"),
    ("properties/count/maximum", None, "count: until now maximum 9 instead of none"),
    ("properties/people/minItems", 0, "people: until now minItems 1 instead of 0"),
    ("additionalProperties", True, "*: until now refused"),
]

HARMLESS: list[tuple[str, object]] = [
    ("title", "Iets"),
    ("description", "Iets"),
    ("$id", "urn:x"),
    ("properties/note/description", "Iets"),
    ("properties/note/examples", ["x1"]),
    ("properties/kind/enum", ["b", "a"]),
    ("properties/note/anyOf", list(reversed(OLD["properties"]["note"]["anyOf"]))),
    ("properties/people/items", {"$ref": "#/$defs/Person", "description": "Iets"}),
    ("$defs/Unused", {"type": "string"}),
]


@pytest.mark.parametrize(("place", "value", "found"), NARROWED)
def test_what_is_no_longer_allowed_breaks_writers_whoever_reads(place: str, value: object, found: str) -> None:
    assert found in breaking_changes(OLD, changed(place, value), our_readers=True)
    assert found in breaking_changes(OLD, changed(place, value))


@pytest.mark.parametrize(("place", "value", "found"), WIDENED)
def test_what_was_not_allowed_before_breaks_readers_that_are_not_ours(place: str, value: object, found: str) -> None:
    new = changed(place, value)
    if place == "properties/count/anyOf":
        del new["properties"]["count"]["type"]
    assert breaking_changes(OLD, new, our_readers=True) == []
    assert f"{found}, so existing readers break" in breaking_changes(OLD, new)


@pytest.mark.parametrize(("place", "value"), HARMLESS)
def test_words_and_order_break_nothing(place: str, value: object) -> None:
    assert breaking_changes(OLD, changed(place, value)) == []


def test_a_definition_that_moved_breaks_nothing() -> None:
    new = changed("$defs/Renamed", OLD["$defs"]["Person"])
    new["properties"]["people"]["items"] = {"$ref": "#/$defs/Renamed"}
    assert breaking_changes(OLD, new) == []
    new["properties"]["people"]["items"] = {"type": "object", "additionalProperties": False, "properties": {}}
    assert "people[].name: now refused" in breaking_changes(OLD, new)


def test_a_change_deep_in_a_schema_that_holds_itself_is_found() -> None:
    new = changed("$defs/Person/properties/name/maxLength", 3)
    assert "people[].name: now maxLength 3 instead of none" in breaking_changes(OLD, new, our_readers=True)


@pytest.mark.parametrize("event_type", sorted(models()))
def test_a_contract_does_not_break_itself(event_type: str) -> None:
    assert breaking_changes(published_schema(event_type), published_schema(event_type)) == []


def test_every_property_of_every_contract_is_missed_when_it_goes() -> None:
    for event_type in models():
        old = published_schema(event_type)
        for definition in [name for name, found in old["$defs"].items() if "properties" in found]:
            for name in old["$defs"][definition]["properties"]:
                new = deepcopy(old)
                del new["$defs"][definition]["properties"][name]
                found = breaking_changes(old, new, our_readers=True)
                assert any(change.endswith(f"{name}: now refused") for change in found), (event_type, definition, name)


def test_who_reads_a_type_decides_whether_it_may_grow() -> None:
    assert read_by_us_only("nl.signaalketen.referral.declined.v1")
    assert not read_by_us_only("nl.signaalketen.referral.riec-sent.v1")
    for event_type, breaks in (
        ("nl.signaalketen.referral.declined.v1", 0),
        ("nl.signaalketen.referral.riec-sent.v1", 1),
    ):
        old = {event_type: published_schema(event_type)}
        new = deepcopy(old)
        new[event_type]["$defs"]["Data"]["properties"]["extra"] = {"type": "string"}
        assert len(broken_contracts(old, new)) == breaks


REMOVED = "nl.signaalketen.consult.nla-asked.v1"


@pytest.mark.parametrize(
    ("there", "broken"),
    [
        (REMOVED, []),
        ("nl.signaalketen.consult.nla-asked.v2", []),
        ("nl.signaalketen.consult.nla-asked.v0", [f"{REMOVED}: removed"]),
        ("nl.signaalketen.consult.politie-asked.v2", [f"{REMOVED}: removed"]),
    ],
)
def test_a_type_goes_only_when_a_later_version_is_there(there: str, broken: list[str]) -> None:
    schema = published_schema(REMOVED)
    assert broken_contracts({REMOVED: schema}, {there: schema}) == broken


def test_versions_are_numbers() -> None:
    schema = published_schema(REMOVED)
    ninth, tenth = (REMOVED.replace(".v1", version) for version in (".v9", ".v10"))
    assert broken_contracts({ninth: schema}, {tenth: schema}) == []
    assert broken_contracts({tenth: schema}, {ninth: schema}) == [f"{tenth}: removed"]


def test_a_later_version_does_not_excuse_a_changed_earlier_one() -> None:
    schema = published_schema(REMOVED)
    later = REMOVED.replace(".v1", ".v2")
    assert broken_contracts({REMOVED: schema}, {REMOVED: {"type": "string"}, later: schema}) != []
