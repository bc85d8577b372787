"""What two signals have in common, and what only looks like it."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.codes.flow import ObjectKind, PersonRole
from schemas.events.case import Company, EstimatedAge, Person
from schemas.events.signal import SignalContent
from services.casework.doubles.domain import digest_of
from services.enrichment.objects.domain import KnownBy, Object, objects_of
from services.enrichment.objects.keyring import Key, Keyring
from tests.unit.cases import signal


def _values(content: SignalContent, kind: ObjectKind, address_id: str | None = None) -> list[str]:
    return sorted(thing.value for thing in objects_of(content, address_id) if thing.kind is kind)


def _phones(*numbers: str, role: PersonRole = PersonRole.SUSPECT) -> list[str]:
    people = tuple(Person(role=role, phone=number) for number in numbers)
    return _values(signal(people=people), ObjectKind.PHONE)


def _company(name: str, kvk: str | None = None) -> list[str]:
    return _values(signal(company=Company(name=name, kvk_number=kvk)), ObjectKind.COMPANY)


def _plates(*plates: str) -> list[str]:
    return _values(signal(plates=plates), ObjectKind.PLATE)


def test_an_address_is_what_the_bag_calls_it() -> None:
    assert _values(signal(), ObjectKind.ADDRESS, "0268200000000001") == ["0268200000000001"]
    assert _values(signal(), ObjectKind.ADDRESS) == []


@pytest.mark.parametrize(
    "written",
    [
        "06-24681357",
        "06 2468 1357",
        "0031624681357",
        "+31 6 24681357",
        "+31 06 24681357",
        "+31624681357",
    ],
)
def test_a_telephone_number_is_one_however_it_is_written(written: str) -> None:
    assert _phones(written) == ["+31624681357"]


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert _phones("+40 721 234 567", "0040721234567") == ["+40721234567"]


def test_a_number_of_a_machine_is_one_too() -> None:
    assert _phones("+3197010581234", "097010581234") == ["+3197010581234"]


@pytest.mark.parametrize(
    "number",
    [
        "0612345678",
        "0600000000",
        "14 024",
        "116111",
        "0900-8844",
        "0900 1234567",
        "0800-1234567",
        "088 246 8135",
        "24681357",
        "+31 6 246",
        "00123456",
    ],
)
def test_a_number_that_many_share_or_that_says_too_little_is_none(number: str) -> None:
    assert _phones(number) == []


def test_who_only_saw_something_links_nothing() -> None:
    """A witness or reporter in two signals is no sign of trafficking."""
    assert _phones("0624681357", role=PersonRole.WITNESS) == []
    content = signal()
    reporter = content.personal.reporter.model_copy(update={"phone": "0624681357"})
    personal = content.personal.model_copy(update={"reporter": reporter})
    assert objects_of(content.model_copy(update={"personal": personal}), None) == frozenset()


def test_a_firm_is_known_by_its_number_and_by_its_name() -> None:
    """So who gives more is found at least as well."""
    assert _company("Kwekerij Zonnig B.V.", "69599084") == _company("kwekerij zonnig", "69599084")
    assert _company("Kwekerij Zonnig", "69599084") == ["kvk 69599084", *_company("Kwekerij Zonnig")]
    assert not {*_company("Zonnig", "69599084")} & {*_company("Elders", "69599085")}


@pytest.mark.parametrize(
    "written",
    ["Café 't Hoekje", "Cafe\u0301 ’t Hoekje", "cafe t hoekje B.V.", "CAFÉ  ‘T HOEKJE"],
)
def test_without_a_number_a_firm_is_its_name_in_one_municipality(written: str) -> None:
    assert _company(written) == ["naam GM0268 cafe t hoekje"]
    elsewhere = signal(company=Company(name=written)).model_copy(update={"municipality": "GM0281"})
    assert _values(elsewhere, ObjectKind.COMPANY) == ["naam GM0281 cafe t hoekje"]


@pytest.mark.parametrize("name", ["Onbekend", "een restaurant", "Het Café", "n.v.t.", "De kapper B.V.", "??", "AB"])
def test_a_name_that_is_only_a_kind_of_firm_is_none(name: str) -> None:
    assert _company(name) == []


@pytest.mark.parametrize("number", ["00000000", "12345678", "99999999"])
def test_a_number_that_was_only_filled_in_is_none(number: str) -> None:
    assert _company("Kwekerij Zonnig", number) == _company("Kwekerij Zonnig")


def test_a_plate_is_one_with_or_without_its_dashes() -> None:
    assert _plates("12-abc-3", "12ABC3", "12 ABC 3") == ["12ABC3"]
    assert _plates("GÖ-AB-123", "GÖAB123") == ["GÖAB123"]
    assert _plates("ONBEKEND", "1234") == []


A, B = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
THING = Object(ObjectKind.PHONE, "+31624681357", KnownBy.NUMBER)


def test_a_hash_says_nothing_without_its_key_and_kinds_never_meet() -> None:
    first, second = Key.parse(A), Key.parse(B)
    assert first.digest(THING) == Key.parse(A).digest(THING) != second.digest(THING)
    assert first.digest(THING) != first.digest(Object(ObjectKind.COMPANY, THING.value, KnownBy.NUMBER))
    assert first.id != second.id
    assert first.id.encode() not in first.secret


def test_a_key_that_takes_the_place_of_another_stands_above_it(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"{B}\n{A}\n")
    both = Keyring.read(file)
    assert both.name == f"{Key.parse(B).id} {Key.parse(A).id}"
    assert both.digests(THING) == [(key.id, key.digest(THING)) for key in (Key.parse(B), Key.parse(A))]


@pytest.mark.parametrize("content", ["", "\n", "a2V5", "geen base64!"])
def test_a_file_without_whole_keys_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys"
    file.write_text(content)
    with pytest.raises(ValueError, match=r"key|base64|padding|Base64|ASCII"):
        Keyring.read(file)


TOLD = signal(company=Company(name="Café ’t Hoekje"), plates=("12-ABC-3", "GÖ-AB-123"))


def retold(**changes: Any) -> SignalContent:
    return TOLD.model_copy(update={"personal": TOLD.personal.model_copy(update=changes)})


def of_age(on: date) -> Person:
    return Person(role=PersonRole.VICTIM, estimated_age=EstimatedAge(youngest=14, oldest=16, estimated_on=on))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TOLD, TOLD.model_copy(update={"received_at": datetime(2026, 11, 25, tzinfo=UTC)})),
        (TOLD, retold(company=Company(name="Cafe\u0301  't hoekje"))),
        (TOLD, retold(plates=("GÖ-AB-123", "12-ABC-3"))),
        (TOLD, retold(people=TOLD.personal.people[::-1])),
        (retold(people=(of_age(date(2026, 11, 24)),)), retold(people=(of_age(date(2026, 11, 25)),))),
    ],
)
def test_the_same_report_is_recognised(first: SignalContent, second: SignalContent) -> None:
    assert digest_of(first) == digest_of(second)


@pytest.mark.parametrize(
    "other",
    [
        retold(description="Dertien matrassen boven het restaurant."),
        retold(reporter=TOLD.personal.reporter.model_copy(update={"name": "Iemand Anders"})),
        retold(people=()),
        TOLD.model_copy(update={"municipality": "GM0281"}),
        TOLD.model_copy(update={"observed_on": date(2026, 11, 23)}),
    ],
)
def test_another_report_is_another(other: SignalContent) -> None:
    assert digest_of(other) != digest_of(TOLD)
