"""What registers are asked, and what their answers mean, in the smallest pieces."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from schemas.codes.register import BaseRegister, LookupState
from schemas.events.acts import itself
from schemas.events.acts.enrichment import LookedUp
from schemas.events.case import Location
from services.enrichment.registers.domain import (
    Lookup,
    Refusal,
    Residents,
    address_question,
    explained,
    is_addition,
    line,
    pause,
    refusal_in,
    residents,
    shown,
    suffix_readings,
    suffix_signs,
)

TODAY = date(2026, 11, 24)
BY_NAME = {"street": "Molenstraat", "house_number": 12, "city": "Nijmegen"}


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ({"postcode": "6511PP", "house_number": 12}, {"postcode": "6511PP", "huisnummer": 12}),
        (BY_NAME, {"woonplaatsNaam": "Nijmegen", "openbareRuimteNaam": "Molenstraat", "huisnummer": 12}),
        ({**BY_NAME, "postcode": "6511PP"}, {"postcode": "6511PP", "huisnummer": 12}),
        ({**BY_NAME, "house_number": None}, None),
        ({**BY_NAME, "city": None}, None),
        ({**BY_NAME, "street": " "}, None),
    ],
)
def test_an_address_is_asked_by_postcode_or_by_street_and_town(location: dict[str, Any], asked: Any) -> None:
    assert address_question(Location(**location)) == asked


def test_no_location_is_no_question() -> None:
    assert address_question(None) is None


@pytest.mark.parametrize("written", ["Abis", "A bis", "a-bis", "A-BIS", "A.bis", " A/bis "])
def test_a_suffix_is_read_however_it_is_written(written: str) -> None:
    letter, addition = suffix_readings(suffix_signs(written))[0].values()
    assert (letter.upper(), addition.lower()) == ("A", "bis")


@pytest.mark.parametrize(
    ("signs", "readings"),
    [
        ("", ()),
        ("A", ({"huisletter": "A"}, {"huisnummertoevoeging": "A"})),
        ("12", ({"huisnummertoevoeging": "12"},)),
        ("A1234", ({"huisletter": "A", "huisnummertoevoeging": "1234"},)),
        ("boven", ({"huisletter": "b", "huisnummertoevoeging": "oven"},)),
        ("beneden", ()),
        ("1hoog", ()),
        ("é", ()),
    ],
)
def test_a_suffix_is_asked_as_the_bag_may_hold_it(signs: str, readings: tuple[dict[str, str], ...]) -> None:
    assert suffix_readings(signs) == readings


def test_what_the_bag_could_hold_is_not_left_out() -> None:
    assert [is_addition(signs) for signs in ("", "A", "hoog", "boven", "é")] == [False, True, True, False, False]
    assert suffix_signs(None) == suffix_signs(" - ") == ""


def test_of_many_addresses_a_desk_reads_ten_and_how_many_more() -> None:
    assert shown(["a"] * 10) == ("a",) * 10
    assert shown(["a"] * 12) == (*["a"] * 10, "en nog 2")


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ([], Residents(0, 0)),
        ([(17, None), (18, None)], Residents(2, 1)),
        ([(40, None), (None, None), (None, None)], Residents(3, 0, 2)),
        ([(None, 2009)], Residents(1, 1)),
        ([(None, 2008)], Residents(1, 0, 1)),  # eighteen this year, or not yet
        ([(None, 2007)], Residents(1, 0)),
        ([(17, 1980)], Residents(1, 1)),
    ],
)
def test_who_has_no_age_is_no_adult(people: list[tuple[int | None, int | None]], found: Residents) -> None:
    assert residents(people, TODAY) == found


def problem(code: str, detail: str = "") -> dict[str, Any]:
    return {"status": 400, "title": "Teveel zoekresultaten.", "code": code, "detail": detail}


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (
            problem("tooManyResults", "Meer dan maximum van 30 zoekresultaten gevonden. Verfijn de zoekopdracht."),
            Refusal("tooManyResults", 30),
        ),
        (problem("tooManyResults", "Meer gevonden."), Refusal("tooManyResults")),
        (problem("paramsValidation", "maximum van 30"), Refusal("paramsValidation")),
        ({"fout": [{"code": "IPD0004", "omschrijving": "Het KVK-nummer 1 is niet valide."}]}, Refusal("IPD0004")),
        ({"fout": []}, Refusal(None)),
        ({"message": "Forbidden"}, Refusal(None)),
        (problem("Jan Jansen, Molenstraat 12"), Refusal(None)),
        (problem("999990019"), Refusal(None)),
        ({"code": 7}, Refusal(None)),
        ([], Refusal(None)),
    ],
)
def test_of_a_refusal_its_code_is_kept_and_none_of_its_words(body: Any, refusal: Refusal) -> None:
    assert refusal_in(json.dumps(body).encode()) == refusal


def test_a_refusal_that_is_no_json_has_no_code() -> None:
    assert refusal_in(b"<html>Bad Request</html>") == Refusal(None)


def test_a_question_that_led_nowhere_is_put_again_ever_less_often() -> None:
    assert [pause(earlier) for earlier in (0, 1, 2)] == [timedelta(minutes=5 * 2**n) for n in range(3)]
    assert pause(9) == pause(10**6) == timedelta(days=1)


@pytest.mark.parametrize(
    ("lookup", "words"),
    [
        (Lookup(), "niet gevraagd"),
        (Lookup(LookupState.BUSY), "nog geen antwoord"),
        (Lookup(LookupState.NOT_FOUND), "niet gevonden"),
        (Lookup(LookupState.NOT_UNDERSTOOD), "antwoord niet begrepen"),
        (Lookup(LookupState.FOUND), "gevonden"),
        (Lookup(LookupState.REFUSED, refusal="paramsValidation"), "vraag geweigerd (paramsValidation)"),
        (
            Lookup(LookupState.REFUSED, refusal="tooManyResults", more_than=30),
            "meer dan 30 ingeschreven op dit adres; antwoord geweigerd (tooManyResults)",
        ),
        (
            Lookup(LookupState.REFUSED, refusal="tooManyResults"),
            "meer dan het register geeft ingeschreven op dit adres; antwoord geweigerd (tooManyResults)",
        ),
    ],
)
def test_each_state_has_its_words(lookup: Lookup, words: str) -> None:
    assert explained(BaseRegister.BRP, lookup) == words
    assert line(BaseRegister.BRP, lookup, None) == words


def test_a_line_says_when() -> None:
    lookup = Lookup(LookupState.FOUND, datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert line(BaseRegister.KVK, lookup, "Kwekerij") == "Kwekerij (02-07-2026 om 00:30)"


@pytest.mark.parametrize(("known", "state"), [(True, LookupState.FOUND), (False, LookupState.NOT_FOUND)])
def test_an_act_of_before_there_were_states_has_one(known: bool, state: LookupState) -> None:
    by = itself("enrichment", datetime.now(UTC))
    act = LookedUp(**by, signal_id="01a20e4b-d384-7fe7-a815-81f0aba6c23f", known=known)  # pyright: ignore[reportArgumentType]
    assert act.outcome is state
    told = act.model_copy(update={"state": LookupState.REFUSED})
    assert told.outcome is LookupState.REFUSED
