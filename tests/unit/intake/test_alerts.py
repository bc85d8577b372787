"""Plan 2.2: "In geval van acute nood wordt de politie direct ingeschakeld via 112", whatever else is wrong."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.disclosures import project
from schemas.disclosures.politie import AlertPersonal
from services.intake.alerts.api import AlertBody
from services.intake.alerts.domain import (
    Danger,
    Heard,
    alert_in,
    danger_in,
    for_police,
    heard,
    is_put_right,
    wrong_fields,
)

REPORT: dict[str, Any] = {
    "acuteNood": True,
    "gemeente": "GM0268",
    "omschrijving": "Help.",
    "locatie": {"straat": "Molenstraat", "huisnummer": 12, "postcode": "6511PP", "plaats": "Nijmegen"},
}
ALERT = {
    **{name: value for name, value in REPORT.items() if name not in ("acuteNood", "omschrijving")},
    "situatie": "Help.",
}


def told(body: object) -> Danger:
    danger = danger_in(body if isinstance(body, bytes) else json.dumps(body).encode())
    assert danger
    return danger


def disclosed(danger: Danger) -> dict[str, Any]:
    """What the police read, by their own contract."""
    whole = for_police(danger)
    personal = project(AlertPersonal, whole).model_dump(exclude_none=True)
    return {"municipality": whole.municipality, "situation": personal.get("situation"), **personal.get("location", {})}


WHOLE = {
    "municipality": "GM0268",
    "situation": "Help.",
    "street": "Molenstraat",
    "house_number": 12,
    "postcode": "6511PP",
    "city": "Nijmegen",
}
PLACES: dict[tuple[str, ...], str] = {
    ("gemeente",): "municipality",
    ("omschrijving",): "situation",
    ("locatie", "straat"): "street",
    ("locatie", "huisnummer"): "house_number",
    ("locatie", "postcode"): "postcode",
    ("locatie", "plaats"): "city",
}


def test_a_report_without_danger_raises_nothing() -> None:
    assert danger_in(json.dumps({**REPORT, "acuteNood": False}).encode()) is None
    assert danger_in(b"{}") is None
    assert danger_in(b"") is None
    assert danger_in(b"[1]") is None


@pytest.mark.parametrize("value", [False, None, "", " ", "false", "Nee", 0, "0", [], {}])
def test_a_no_is_a_no(value: object) -> None:
    assert danger_in(json.dumps({**REPORT, "acuteNood": value}).encode()) is None


@pytest.mark.parametrize("value", [True, "true", "True", "ja", 1, "1", "112 gebeld", [True], {"nu": True}])
def test_whatever_is_not_a_no_is_acute(value: object) -> None:
    assert disclosed(told({**REPORT, "acuteNood": value})) == WHOLE


@pytest.mark.parametrize("name", ["acutenood", "AcuteNood", "acute_nood", "acute-nood", "acute nood"])
def test_capitals_and_dashes_in_a_name_hide_nothing(name: str) -> None:
    body = {name: True, "Gemeente": "GM0268", "OMSCHRIJVING": "Help.", "locatie": {"Huis_nummer": 12}}
    assert disclosed(told(body)) == {"municipality": "GM0268", "situation": "Help.", "house_number": 12}


@pytest.mark.parametrize(
    ("changes", "remark", "left"),
    [
        ({"postcode": "65 11 pp ?"}, "locatie.postcode: 65 11 pp ?", "locatie.postcode"),
        ({"postcode": 6511}, "locatie.postcode: 6511", "locatie.postcode"),
        ({"huisnummer": "twaalf"}, "locatie.huisnummer: twaalf", "locatie.huisnummer"),
        ({"huisnummer": -1}, "locatie.huisnummer: -1", "locatie.huisnummer"),
        ({"toevoeging": "boven de wasserij"}, "locatie.toevoeging: boven de wasserij", "locatie.toevoeging"),
        ({"verdieping": 2}, "locatie.verdieping: 2", "locatie.verdieping"),
        ({"straat": ["Molenstraat", "hoek"]}, 'locatie.straat: ["Molenstraat", "hoek"]', "locatie.straat"),
        ({"bijzonderheden": "Achterom.", "verdieping": 2}, "Achterom.; locatie.verdieping: 2", "locatie.verdieping"),
    ],
)
def test_what_is_not_understood_of_a_place_goes_as_text_beside_it(
    changes: dict[str, Any], remark: str, left: str
) -> None:
    danger = told({**REPORT, "locatie": {**REPORT["locatie"], **changes}})
    understood = {**WHOLE, "remark": remark}
    for name in changes:
        understood.pop(PLACES.get(("locatie", name), ""), None)
    assert disclosed(danger) == understood
    assert [*danger.left] == [left]


@pytest.mark.parametrize("blank", [None, "", " "])
def test_what_is_left_blank_is_absent(blank: object) -> None:
    danger = told({**REPORT, "locatie": {**REPORT["locatie"], "toevoeging": blank}, "gemeente": blank})
    assert disclosed(danger) == {**WHOLE, "municipality": None}
    assert not danger.left


def test_a_place_in_words_is_a_place() -> None:
    danger = told({**REPORT, "locatie": "Molenstraat 12, achterom"})
    assert disclosed(danger) == {
        "municipality": "GM0268",
        "situation": "Help.",
        "remark": "locatie: Molenstraat 12, achterom",
    }


def test_another_municipality_holds_nothing_up() -> None:
    danger = told({**REPORT, "gemeente": "GM0202"})
    assert disclosed(danger) == {**WHOLE, "municipality": None, "remark": "gemeente: GM0202"}


def test_what_does_not_fit_beside_the_place_goes_under_the_situation() -> None:
    danger = told({**REPORT, "locatie": {**REPORT["locatie"], "straat": "x" * 201}})
    shown = disclosed(danger)
    assert shown["situation"] == f"Help.\n\nZoals geschreven:\nlocatie.straat: {'x' * 201}"
    assert shown["house_number"] == 12
    assert "remark" not in shown


def test_a_situation_that_is_too_long_is_cut_not_dropped() -> None:
    danger = told({**REPORT, "omschrijving": "x" * 5000})
    situation = disclosed(danger)["situation"]
    assert len(situation) == 4000
    assert situation.endswith("x\n\nZoals geschreven:\nomschrijving: (ingekort)")
    assert [*danger.left] == ["omschrijving"]


@pytest.mark.parametrize("text", ["\x00", "\u202e", "\ud800", "\x1b[2J"])
def test_what_cannot_be_shown_is_taken_out_of_the_text(text: str) -> None:
    danger = told({**REPORT, "omschrijving": f"Help{text}."})
    assert (disclosed(danger)["situation"] or "").startswith("Help")
    assert text not in str(disclosed(danger))


def test_a_description_that_is_no_text_is_shown_as_it_was_written() -> None:
    danger = told({**REPORT, "omschrijving": ["Help.", 1]})
    assert disclosed(danger) == {**WHOLE, "situation": 'omschrijving: ["Help.", 1]'}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"gemeente": "GM9999", "omschrijving": "\x00", "locatie": "\x00"},
        {"gemeente": [], "omschrijving": "", "locatie": {"postcode": {}}},
        {"gemeente": None, "omschrijving": None, "locatie": None},
        {"locatie": []},
        {"locatie": {}},
    ],
)
def test_unusable_parts_do_not_stop_an_alert(body: dict[str, Any]) -> None:
    assert disclosed(told({"acuteNood": True, **body})).keys() >= {"municipality", "situation"}


def test_who_reports_and_whom_it_is_about_is_not_for_the_police_alert() -> None:
    body = {**REPORT, "melder": {"naam": "Meldende Vier"}, "betrokkenen": [{"naam": "Slachtoffer Een"}], "x": "Vijf"}
    text = str(disclosed(told(body)))
    assert not any(name in text for name in ("Meldende", "Slachtoffer", "Vijf"))


CUT_OFF = json.dumps(REPORT).encode()[: -len('"Nijmegen"}}') + 4]


@pytest.mark.parametrize(
    ("body", "understood"),
    [
        (CUT_OFF, {**WHOLE, "city": "Nij"}),
        (json.dumps(REPORT).replace("true", "true,").encode(), WHOLE),
        (json.dumps(REPORT).replace('"', "'").replace("True", "true").encode(), WHOLE),
        (b"\xef\xbb\xbf" + json.dumps(REPORT).encode(), WHOLE),
        (
            json.dumps({**REPORT, "omschrijving": "Café."}, ensure_ascii=False).encode("cp1252"),
            {**WHOLE, "situation": "Café."},
        ),
        (b"acuteNood=ja&gemeente=GM0268&omschrijving=Help.", {"municipality": "GM0268", "situation": "Help."}),
        (b'{"acuteNood": NaN, "omschrijving": "Help."}', {"municipality": None, "situation": "Help."}),
        (b'{"acuteNood": true, "a": ' + b"[" * 100_000, {"municipality": None, "situation": None}),
    ],
    ids=["cut off", "comma", "quotes", "BOM", "Windows", "form", "NaN", "deep"],
)
def test_what_is_no_json_is_read_as_far_as_it_can_be(body: bytes, understood: dict[str, Any]) -> None:
    assert disclosed(told(body)) == understood


def test_a_field_given_twice_is_heard_twice() -> None:
    danger = told(b'{"acuteNood": false, "acuteNood": true, "omschrijving": "Een.", "omschrijving": "Twee."}')
    assert disclosed(danger)["situation"] == "Een.\n\nZoals geschreven:\nomschrijving: Twee."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    place=st.sampled_from([*PLACES, ("locatie", "toevoeging"), ("locatie", "x"), ("melder",), ("y",)]),
    value=json_values,
)
def test_whatever_is_in_one_field_the_others_are_intact(place: tuple[str, ...], value: object) -> None:
    body = copy.deepcopy(REPORT)
    inner = body
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    shown = disclosed(told(body))
    for name, expected in WHOLE.items():
        if name == "situation" and place != ("omschrijving",):
            assert shown[name].startswith(expected)
        elif name != PLACES.get(place):
            assert shown[name] == expected


@given(st.binary(max_size=300))
def test_any_bytes_are_an_alert(body: bytes) -> None:
    disclosed(alert_in(body))
    danger_in(body)


@pytest.mark.parametrize(
    ("body", "understood"),
    [
        (json.dumps(ALERT).encode(), WHOLE),
        (
            json.dumps({**ALERT, "telefoon": "0612345678"}).encode(),
            {**WHOLE, "situation": "Help.\n\nZoals geschreven:\ntelefoon: 0612345678"},
        ),
        (
            json.dumps({**ALERT, "signaalId": "12"}).encode(),
            {**WHOLE, "situation": "Help.\n\nZoals geschreven:\nsignaalId: 12"},
        ),
        (b"Help, Molenstraat 12!", {"municipality": None, "situation": "Help, Molenstraat 12!"}),
        (b'["Help"]', {"municipality": None, "situation": '["Help"]'}),
        (b'{"situatie": "Help', {"municipality": None, "situation": 'Help\n\nZoals geschreven:\n{"situatie": "Help'}),
        (b"", {"municipality": None, "situation": None}),
    ],
    ids=["whole", "unknown field", "no id", "text", "list", "cut off", "empty"],
)
def test_all_of_an_alert_is_for_the_police(body: bytes, understood: dict[str, Any]) -> None:
    assert disclosed(alert_in(body)) == understood


def test_a_report_sent_again_put_right_is_the_same_report() -> None:
    wrong = heard(told({**REPORT, "locatie": {**REPORT["locatie"], "postcode": "?"}}), ["locatie.postcode", "vormen"])
    assert is_put_right(wrong, told(REPORT), [])
    assert is_put_right(wrong, told(REPORT), ["vormen"])
    assert is_put_right(heard(told(REPORT), []), told(REPORT), [])
    assert not is_put_right(wrong, told({**REPORT, "omschrijving": "Iets anders."}), [])
    assert not is_put_right(wrong, told({**REPORT, "locatie": {"straat": "Oude Haven"}}), [])
    assert not is_put_right(wrong, told(REPORT), ["kanaal"])


def test_a_municipality_alone_makes_no_two_dangers_one() -> None:
    assert not is_put_right(heard(told({"acuteNood": True, "gemeente": "GM0268"}), []), told(REPORT), [])
    assert not is_put_right(Heard((), ""), told(REPORT), [])


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b'{"situatie": "Help."}', ()),
        (b'{"gemeente": 1, "locatie": {"postcode": 1}}', ("gemeente", "locatie.postcode", "situatie")),
        (b'{"situatie": "Help.", "Anna": 1, "locatie": {"Bert": 1}}', ("(onbekend veld)",)),
        (b"{", ("(geen JSON)",)),
        (b"[" * 100_000, ("(geen JSON)",)),
    ],
)
def test_what_a_report_is_refused_for_is_known_by_field(body: bytes, wrong: tuple[str, ...]) -> None:
    assert wrong_fields(AlertBody, body) == wrong


def test_a_digest_holds_no_part() -> None:
    assert "Molenstraat" not in heard(told(REPORT), []).digest
