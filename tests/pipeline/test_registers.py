"""What the desks see of base registers that refuse, are not understood, or know more than one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.bag import addresses_at, as_hal, street_of
from deploy.local.brp import MAXIMUM, people_at
from tests.chain import until

if TYPE_CHECKING:
    from tests.chain import Chain

POSTCODE = "6511PP"


def people(postcode: str, number: int) -> list[dict[str, Any]]:
    return people_at(as_hal(addresses_at(postcode, number)[0])["nummeraanduidingIdentificatie"])


ODD = [(f"6511P{letter}", number) for letter, number in product("PRS", range(1, 199, 2))]
CROWDED = next(where for where in ODD if len(people(*where)) > MAXIMUM)
WITHOUT_AGE = next(
    where for where in ODD if len(people(*where)) <= 12 and any("leeftijd" not in one for one in people(*where))
)


async def looked_up(chain: Chain, signal_id: str, field: str) -> Any:
    """The signal once this register said something."""

    async def answered() -> Any:
        found = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
        return found if found[field] != "wordt-opgezocht" else None

    return await until(answered)


def lookup(signal: Any, register: str) -> Any:
    return next(one for one in signal["opzoekingen"] if one["register"] == register)


def recent(moment: str) -> bool:
    return datetime.now(UTC) - datetime.fromisoformat(moment) < timedelta(minutes=10)


async def test_an_overcrowded_address_does_not_look_empty(chain: Chain) -> None:
    postcode, number = CROWDED
    signal_id: str = (await chain.report(locatie={"postcode": postcode, "huisnummer": number}))["id"]
    found = await looked_up(chain, signal_id, "bewonersStatus")
    refused = lookup(found, "brp")
    assert recent(refused.pop("op"))
    assert refused == {
        "register": "brp",
        "status": "geweigerd",
        "weigeringscode": "tooManyResults",
        "meerDan": MAXIMUM,
        "opnieuwOp": None,
        "toelichting": f"meer dan {MAXIMUM} ingeschreven op dit adres; antwoord geweigerd (tooManyResults)",
    }
    assert found["bewonersStatus"] == "geweigerd"
    listed = (await chain.api("enrichment", "analist").get("/werkvoorraad", params={"limit": 500})).json()["items"]
    (item,) = [item for item in listed if item["id"] == signal_id]
    assert lookup(item, "brp")["meerDan"] == MAXIMUM

    await chain.assess(signal_id)
    case = await chain.to_decide_on(signal_id)
    assert f"BRP: meer dan {MAXIMUM} ingeschreven op dit adres" in case["toelichtingAnalist"]
    known = [record for record in await chain.all_records() if signal_id.encode() in (record.value or b"")]
    records = [json.loads(record.value) for record in known]
    (act,) = [event["data"] for event in records if event["type"].endswith("act.residents-looked-up.v1")]
    assert (act["state"], act["refusal"], act["more_than"]) == ("geweigerd", "tooManyResults", MAXIMUM)
    (enriched,) = [event["data"] for event in records if event["type"].endswith("signal.enriched.v1")]
    states = {one["source"]: (one["state"], one.get("refusal")) for one in enriched["lookups"]}
    assert states == {
        "bag": ("bekend", None),
        "brp": ("geweigerd", "tooManyResults"),
        "kvk": ("niet-gevraagd", None),
    }
    assert all(recent(one["at"]) for one in enriched["lookups"])


async def test_people_without_an_age_are_said_to_have_none(chain: Chain) -> None:
    postcode, number = WITHOUT_AGE
    signal_id: str = (await chain.report(locatie={"postcode": postcode, "huisnummer": number}))["id"]
    found = await looked_up(chain, signal_id, "bewonersStatus")
    ages = [one.get("leeftijd") for one in people(postcode, number)]
    assert (found["ingeschrevenBewoners"], found["ingeschrevenVanOnbekendeLeeftijd"]) == (len(ages), ages.count(None))
    await chain.assess(signal_id)
    case = await chain.to_decide_on(signal_id)
    assert f" en {ages.count(None)} van onbekende leeftijd" in case["toelichtingAnalist"]


async def test_two_addresses_are_both_shown_and_link_nothing(chain: Chain) -> None:
    twice = {"postcode": POSTCODE, "huisnummer": 250}
    first: str = (await chain.report(locatie=twice))["id"]
    second: str = (await chain.report(locatie=twice))["id"]
    found = await looked_up(chain, first, "adresStatus")
    assert found["adresStatus"] == "bekend"
    shown = [line.partition(" (BAG ")[0] for line in found["adressen"]]
    assert shown == [f"{street_of(POSTCODE)} 250, 6511 PP  NIJMEGEN"] * 2
    assert len({*found["adressen"]}) == 2
    assert (found["adres"], found["bewonersStatus"]) == (None, "niet-gevraagd")
    await looked_up(chain, second, "adresStatus")

    async def sought() -> Any:
        signal = await chain.at("enrichment", "analist", f"/signalen/{second}")
        return signal if signal["verbandenGezocht"] else None

    assert (await until(sought))["andereSignalenOpAdres"] == 0


@pytest.mark.parametrize(
    ("place", "shown", "alone"),
    [
        ({"postcode": POSTCODE, "huisnummer": 20, "toevoeging": "Abis"}, ["20 Abis"], False),
        ({"straat": street_of(POSTCODE), "huisnummer": 20, "plaats": "Nijmegen"}, ["20"], False),
        ({"postcode": POSTCODE, "huisnummer": 20, "toevoeging": "boven"}, ["20", "20 A", "20 B", "20 Abis"], True),
    ],
)
async def test_an_address_is_found_as_people_write_it(
    chain: Chain, place: dict[str, Any], shown: list[str], alone: bool
) -> None:
    signal_id: str = (await chain.report(locatie=place))["id"]
    found = await looked_up(chain, signal_id, "adresStatus")
    numbers = [line.split(",")[0].removeprefix(f"{street_of(POSTCODE)} ") for line in found["adressen"]]
    assert (found["adresStatus"], numbers, found["adresZonderToevoeging"]) == ("bekend", shown, alone)
    assert (found["adres"] is None) is alone


@pytest.mark.disturbs_the_chain
async def test_an_answer_that_is_not_understood_is_asked_again_ever_later(chain: Chain) -> None:
    """What moves the clock is the row."""
    signal_id: str = (await chain.report(bedrijf={"naam": "Kwekerij", "kvkNummer": "99990001"}))["id"]
    found = await looked_up(chain, signal_id, "bedrijfStatus")
    assert found["bedrijfStatus"] == "antwoord-niet-begrepen"
    told = lookup(found, "kvk")
    assert told["toelichting"] == "antwoord niet begrepen"
    first, at = datetime.fromisoformat(told["opnieuwOp"]), datetime.fromisoformat(told["op"])
    assert timedelta(minutes=4) < first - at <= timedelta(minutes=6)
    async with chain.database("enrichment") as connection:
        await connection.execute("update signal set company_after = now() where signal_id = $1", signal_id)

    async def asked_again() -> Any:
        signal = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
        return signal if lookup(signal, "kvk")["op"] != told["op"] else None

    told = lookup(await until(asked_again), "kvk")
    assert told["status"] == "antwoord-niet-begrepen"
    again = datetime.fromisoformat(told["opnieuwOp"]) - datetime.fromisoformat(told["op"])
    assert timedelta(minutes=9) < again <= timedelta(minutes=11)
