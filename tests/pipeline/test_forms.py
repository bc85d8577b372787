"""A report as people write it is read back in one form, at the desks and at the partners; what can't be, in Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.chain import signal_body, until

if TYPE_CHECKING:
    from tests.chain import Chain

WRITTEN: dict[str, Any] = {
    "omschrijving": "\ufeffZoe\u0308 wordt opgewacht.\r\n\u202eNu.\u202c",
    "melder": {
        "naam": "Anne  O’Neill\u200b",
        "organisatie": "Toezicht",
        "sector": "gemeente",
        "functie": "",
        "telefoon": "(024) 329 12 34",
        "email": " Anne.ONeill@Voorbeeld.NL ",
    },
    "betrokkenen": [
        {
            "rol": "slachtoffer",
            "naam": "Zoe\u0308 Müllerproef",
            "geboortedatum": "2014-05",
            "nationaliteit": "staatloos",
            "telefoon": "+31 (0)6 2468 1359",
            "veiligContact": None,
        },
        {"rol": "verdachte", "geschatteLeeftijd": "30-35", "telefoon": "+3197010581234"},
    ],
    "locatie": {
        "straat": "Molenstraat",
        "huisnummer": "12",
        "toevoeging": "A bis",
        "postcode": "6511 pp",
        "plaats": "Nijmegen",
    },
    "bedrijf": {"naam": "’t Hoekje van Zoë", "kvkNummer": "6959 9084"},
    "kentekens": ["gö-ab 123", "", "12abc3"],
    "hulpvraag": " ",
}
READ: dict[str, Any] = {
    "omschrijving": "Zoë wordt opgewacht.\nNu.",
    "melder": {
        "naam": "Anne O’Neill",
        "organisatie": "Toezicht",
        "sector": "gemeente",
        "telefoon": "+31243291234",
        "email": "Anne.ONeill@voorbeeld.nl",
    },
    "locatie": {
        "straat": "Molenstraat",
        "huisnummer": 12,
        "toevoeging": "A-bis",
        "postcode": "6511PP",
        "plaats": "Nijmegen",
    },
    "bedrijf": {"naam": "’t Hoekje van Zoë", "kvkNummer": "69599084"},
    "kentekens": ["GÖ-AB-123", "12-ABC-3"],
}


def said(value: Any) -> Any:
    """Without what is not known."""
    if isinstance(value, dict):
        return {name: said(part) for name, part in value.items() if part is not None}  # pyright: ignore[reportUnknownVariableType]
    return value


async def test_a_report_as_people_write_it_is_read_back_in_one_form(chain: Chain) -> None:
    signal_id: str = (await chain.report(**WRITTEN))["id"]
    content = (await chain.at("enrichment", "analist", f"/signalen/{signal_id}"))["inhoud"]
    assert {name: said(content[name]) for name in READ} == READ
    assert content["hulpvraag"] is None
    victim, suspect = content["betrokkenen"]
    assert victim["naam"] == "Zoë Müllerproef"
    assert (victim["geboortedatum"], victim["nationaliteit"], victim["minderjarig"]) == ("2014-05", "XXA", True)
    assert (victim["telefoon"], suspect["telefoon"]) == ("+31624681359", "+3197010581234")
    age = suspect["geschatteLeeftijd"]
    assert (age["van"], age["totEnMet"], suspect["minderjarig"]) == (30, 35, False)
    await chain.assess(signal_id)
    case = (await chain.to_decide_on(signal_id))["inhoud"]
    assert {name: said(case[name]) for name in READ} == READ


async def test_a_firm_by_name_finds_the_one_by_number_and_a_double_finds_nothing(chain: Chain) -> None:
    own = uuid4().hex
    by_number = {"naam": f"Wasserij {own.upper()}", "kvkNummer": "69599092"}
    by_name = {"naam": f"wasserij {own} B.V."}
    changes: dict[str, Any] = {"betrokkenen": None, "locatie": None}
    first: str = (await chain.report(**changes, bedrijf=by_number))["id"]
    second: str = (await chain.report(**changes, bedrijf=by_name))["id"]
    again: str = (await chain.report(**changes, bedrijf=by_name))["id"]

    async def seen(of: str) -> Any:
        found = await chain.at("enrichment", "analist", f"/signalen/{of}")
        return found if found["verbandenGezocht"] else None

    await until(lambda: seen(again))
    shown = [await until(lambda of=of: seen(of)) for of in (first, second, again)]
    link = {"soort": "bedrijf", "herkendAan": "naam", "aantal": 1, "elders": 0}
    assert [[way for way in one["verbanden"] if way["herkendAan"] == "naam"] for one in shown] == [[link]] * 3
    assert [one["andereSignalenOverBedrijf"] for one in shown[1:]] == [1, 1]
    assert [one.get("dubbelVan") for one in shown] == [None, None, second]


@pytest.mark.parametrize(
    ("changes", "field", "wanted"),
    [
        ({"locatie": {"postcode": "6511"}}, "locatie.postcode", "bijvoorbeeld 6511 PP"),
        ({"omschrijving": "\u200b\ufeff"}, "omschrijving", "verplicht"),
        ({"kanaal": "fax"}, "kanaal", "is een van: 'meldpunt' of 'netwerk'"),
        (
            {"betrokkenen": [{"rol": "slachtoffer", "geboortedatum": "2014-01-01", "minderjarig": False}]},
            "betrokkenen.0.minderjarig",
            "past niet bij geboortedatum",
        ),
        ({"waargenomenOp": 20140101}, "waargenomenOp", "jjjj-mm-dd"),
    ],
)
async def test_a_refusal_says_in_dutch_what_is_wanted(
    chain: Chain, changes: dict[str, Any], field: str, wanted: str
) -> None:
    refused = await chain.api("intake", "melder-professional").post("/signalen", json=signal_body(**changes))
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert error["field"] == field
    assert wanted in error["rule"]


async def test_what_is_planned_too_far_ahead_is_refused(chain: Chain) -> None:
    signal_id: str = (await chain.report(omschrijving="Ver vooruit."))["id"]
    await chain.assess(signal_id)
    await chain.to_decide_on(signal_id)
    desk = chain.api("triage", "aandachtfunctionaris")
    item = {"tafel": "mdo-mensenhandel", "op": "9999-12-31", "deelnemers": ["aandachtfunctionaris", "riec"]}
    question = {"partner": "nla", "vraag": "Bekend?", "antwoordVoor": "9999-12-31"}
    for path, body, field in (("casustafels", item, "op"), ("consultaties", question, "antwoordVoor")):
        refused = await desk.post(f"/signalen/{signal_id}/{path}", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field)
