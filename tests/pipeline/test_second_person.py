"""The second pair of eyes: what goes out was seen by two people, to the letter, and nothing else goes out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from demo.rules import confirmation
from tests.chain import decision_body, until

if TYPE_CHECKING:
    import httpx

    from tests.chain import Chain, Json

VICTIM = {"rol": "slachtoffer", "naam": "Slachtoffer Een"}
REFUSED = {"gevraagd": True, "gegeven": False, "reden": "gevaar-voor-anderen"}
AGREED = {"gevraagd": True, "gegeven": True}


def suspects(name: str) -> list[dict[str, str]]:
    return [VICTIM, {"rol": "verdachte", "naam": name}]


class Desk:
    """Two aandachtfunctionarissen at one case."""

    def __init__(self, chain: Chain, signal_id: str) -> None:
        self.chain = chain
        self.signal = f"/signalen/{signal_id}"
        self.first = chain.api("triage", "aandachtfunctionaris")
        self.second = chain.api("triage", "aandachtfunctionaris", "tweede")

    async def ask(self, act: str, body: dict[str, Any]) -> dict[str, Any]:
        made = await self.first.post(f"{self.signal}/{act}", json=body)
        assert made.status_code == 201, made.text
        return made.json()

    async def seen(self, proposal: str) -> dict[str, Any]:
        found = await self.second.get(f"/voorstellen/{proposal}")
        assert found.status_code == 200, found.text
        return found.json()

    async def confirm(self, proposal: str, seen: Json, by: httpx.AsyncClient | None = None) -> httpx.Response:
        client = by or self.second
        return await client.post(f"/voorstellen/{proposal}/bevestigingen", json=confirmation(seen))


@pytest.fixture
async def desk(chain: Chain) -> Desk:
    return Desk(chain, await chain.to_decide(betrokkenen=suspects("Verdachte Twee")))


async def sent(chain: Chain, partner: str, reference: str) -> list[dict[str, Any]]:
    records = [json.loads(record.value) for record in await chain.read(partner, f"referral.{partner}")]
    return [event["data"] for event in records if event["subject"] == reference]


async def test_a_case_for_the_riec_waits_for_a_second_person(chain: Chain, desk: Desk) -> None:
    body = decision_body(["ondermijnende-criminaliteit"], "riec")
    proposed = await desk.ask("besluiten", body)
    assert "riec" in proposed["wachtOpTweede"]
    path = f"/voorstellen/{proposed['id']}"
    rejected = await desk.second.post(f"{path}/afwijzingen", json={"reden": "Nog te dun."})
    assert rejected.status_code == 201, rejected.text
    proposed = await desk.ask("besluiten", body)
    again = await desk.first.post(f"{desk.signal}/besluiten", json=body)
    assert again.status_code == 409
    seen = await desk.seen(proposed["id"])
    alone = await desk.confirm(proposed["id"], seen, desk.first)
    assert alone.status_code == 409
    rule = {"field": "bevestiging", "rule": "wie het voorstelde bevestigt het niet"}
    assert alone.json()["errors"] == [rule]
    (waiting,) = (await chain.at("triage", "aandachtfunctionaris", desk.signal))["voorstellen"]
    assert (waiting["eigen"], waiting["teLaat"], waiting["soort"]) == (True, False, "besluit")
    referrals = f"{chain.addresses.urls['riec-referral']}/v1/verwijzingen"
    asked = {"signaalId": desk.signal.removeprefix("/signalen/")}
    assert (await desk.first.get(referrals, params=asked)).json()["aantal"] == 0
    assert (await desk.confirm(proposed["id"], seen)).status_code == 201
    assert (await chain.referred(asked["signaalId"], "riec"))["director"] is True
    assert (await desk.confirm(proposed["id"], seen)).status_code == 404


async def test_the_second_person_sees_exactly_what_the_partner_gets(chain: Chain, desk: Desk) -> None:
    outcomes = ["zorg", "ondermijnende-criminaliteit"]
    proposed = await desk.ask("besluiten", decision_body(outcomes, "riec", "zorgcoordinator"))
    seen = await desk.seen(proposed["id"])
    assert seen["toestemming"] == {"asked": True, "given": True}
    assert seen["gewijzigd"] == []
    shown = {one["partner"]: one for one in seen["verstrekkingen"]}
    assert (shown["riec"]["grondslag"], shown["riec"]["doel"]) == ("wgs-riec", "aanpak-van-ondermijning")
    assert (await desk.confirm(proposed["id"], seen)).status_code == 201
    for partner in ("riec", "zorgcoordinator"):
        got = await chain.referred(desk.signal.removeprefix("/signalen/"), partner)
        assert {**got, "reference": None} == {**shown[partner]["inhoud"], "reference": None}


async def test_a_case_that_changes_while_it_waits_is_not_confirmed_unseen(chain: Chain, desk: Desk) -> None:
    proposed = await desk.ask("besluiten", decision_body(["ondermijnende-criminaliteit"], "riec"))
    seen = await desk.seen(proposed["id"])
    await desk.ask("correcties", {"reden": "Een ander.", "betrokkenen": suspects("Iemand Anders")})
    refused = await desk.confirm(proposed["id"], seen)
    assert refused.status_code == 409, refused.text
    (place,) = {error["field"] for error in refused.json()["errors"]}
    assert place == "verstrekkingen.riec.inhoud.personal.suspects.0.name"
    assert "Iemand" not in refused.text
    again = await desk.seen(proposed["id"])
    assert again["gewijzigd"] == [place]
    assert (await desk.confirm(proposed["id"], again)).status_code == 201
    got = await chain.referred(desk.signal.removeprefix("/signalen/"), "riec")
    assert got["personal"]["suspects"][0]["name"] == "Iemand Anders"


async def test_no_note_goes_to_a_partnership_unchecked(chain: Chain, desk: Desk) -> None:
    """Wgs 2.22, BGS 1.9: from the day the register has the kinds of data that no note holds."""
    proposed = await desk.ask("besluiten", decision_body(["ondermijnende-criminaliteit"], "riec"))
    seen = await desk.seen(proposed["id"])
    (riec,) = seen["verstrekkingen"]
    path = f"/voorstellen/{proposed['id']}/bevestigingen"
    if riec["nietInToelichting"]:
        health = next(one for one in riec["nietInToelichting"] if one["soort"] == "gezondheid")
        assert health["artikel"] == "Wgs 2.21 en 2.22"
        refused = await desk.second.post(path, json={"digest": seen["digest"]})
        assert refused.status_code == 400, refused.text
        (missing,) = refused.json()["errors"]
        assert missing["field"] == "nagekeken"
        assert "gezondheid (Wgs 2.21 en 2.22)" in missing["rule"]
    other = {"digest": seen["digest"], "nagekeken": ["comensha"]}
    assert (await desk.second.post(path, json=other)).status_code == 400
    assert (await desk.confirm(proposed["id"], seen)).status_code == 201
    note = (await chain.referred(desk.signal.removeprefix("/signalen/"), "riec"))["personal"]["note"]
    assert ("vijf jaar na de eerste verwerking (Wgs 1.8, zevende lid)" in note) == bool(riec["nietInToelichting"])


async def test_a_correction_of_what_the_riec_gets_waits_too(chain: Chain, desk: Desk) -> None:
    signal_id = desk.signal.removeprefix("/signalen/")
    await chain.decide(signal_id, ["zorg", "ondermijnende-criminaliteit"], "riec", "zorgcoordinator")
    reference = (await chain.referral(signal_id, "riec"))["kenmerk"]
    care = await desk.ask("correcties", {"reden": "Meer hulp.", "hulpvraag": "Ook een arts."})
    assert (care["wachtOpTweede"], care["verwezenPartners"]) == ([], ["zorgcoordinator"])
    corrected = await desk.ask("correcties", {"reden": "Een ander.", "betrokkenen": suspects("Iemand Anders")})
    assert ("riec" in corrected["wachtOpTweede"], corrected["verwezenPartners"]) == (True, ["riec"])
    listed = (await desk.first.get("/werkvoorraad", params={"limit": 500})).json()["items"]
    assert [item["teBevestigen"] for item in listed if item["id"] == signal_id] == [True]
    seen = await desk.seen(corrected["voorstel"])
    (shown,) = seen["verstrekkingen"]
    assert shown["inhoud"]["personal"]["suspects"][0]["name"] == "Iemand Anders"
    assert len(await sent(chain, "riec", reference)) == 1
    assert (await desk.confirm(corrected["voorstel"], seen)).status_code == 201
    (again,) = await chain.notices("riec", "referral", "riec-corrected", reference)
    assert again["personal"]["suspects"][0]["name"] == "Iemand Anders"


async def test_an_answer_to_the_riec_waits_too(chain: Chain, desk: Desk) -> None:
    signal_id = desk.signal.removeprefix("/signalen/")
    await chain.decide(signal_id, ["ondermijnende-criminaliteit"], "riec")
    reference = (await chain.referral(signal_id, "riec"))["kenmerk"]
    question = {"reference": reference, "personal": {"question": "Wie nog meer?"}}
    await chain.reply("riec", "referral.more-information-asked", question)
    await chain.referral_in(signal_id, "riec", "meer-informatie-gevraagd")
    first = chain.api("riec-referral", "aandachtfunctionaris")
    second = chain.api("riec-referral", "aandachtfunctionaris", "tweede")
    path = f"/verwijzingen/{reference}/antwoorden"
    for words in ("Iemand Anders.", "Verdachte Drie."):
        made = await first.post(path, json={"antwoord": words})
        assert made.status_code == 201, made.text
        waiting = made.json()["voorgesteldAntwoord"]
        assert ("riec" in waiting["wachtOpTweede"], made.json()["status"]) == (True, "meer-informatie-gevraagd")
        assert (await first.post(path, json={"antwoord": "Nog een."})).status_code == 409
        proposal = f"/antwoorden/{waiting['id']}"
        seen = (await second.get(proposal)).json()
        assert seen["antwoord"] == words
        confirmed = confirmation(seen)
        assert (await first.post(f"{proposal}/bevestigingen", json=confirmed)).status_code == 409
        if words == "Iemand Anders.":
            assert (await second.post(f"{proposal}/afwijzingen", json={})).status_code == 201
            assert (await second.post(f"{proposal}/bevestigingen", json=confirmed)).status_code == 404
    other = {"digest": "0" * 64}
    assert (await second.post(f"{proposal}/bevestigingen", json=other)).status_code == 409
    assert len(await sent(chain, "riec", reference)) == 1
    answered = await second.post(f"{proposal}/bevestigingen", json=confirmed)
    assert (answered.status_code, answered.json()["status"]) == (201, "informatie-gegeven")

    async def given() -> list[Any]:
        return [data["personal"] for data in await sent(chain, "riec", reference) if "answer" in data["personal"]]

    assert await until(given) == [{"answer": "Verdachte Drie."}]


async def test_a_refusal_is_a_fact_that_only_the_victim_lifts(chain: Chain, desk: Desk) -> None:
    """Nor a decision, nor "nobody asked": what the victim said later, recorded as such."""
    signal_id = desk.signal.removeprefix("/signalen/")
    body = {**decision_body(["zorg"], "veilig-thuis"), "toestemming": REFUSED}
    proposed = await desk.ask("besluiten", body)
    assert proposed["wachtOpTweede"] == ["toestemming-geweigerd"]
    await desk.second.post(f"/voorstellen/{proposed['id']}/afwijzingen", json={"reden": "Geen grond."})
    for said in (AGREED, {"gevraagd": False, "reden": "niet-bereikbaar"}):
        refused = await desk.first.post(f"{desk.signal}/besluiten", json={**body, "toestemming": said})
        assert refused.status_code == 400, refused.text
        assert [error["field"] for error in refused.json()["errors"]] == ["toestemming"]
    not_asked = {"gevraagd": False, "reden": "niet-bereikbaar", "toelichting": "Telefoon uit."}
    for said, field in ((AGREED, "toelichting"), (not_asked, "gevraagd")):
        refused = await desk.first.post(f"{desk.signal}/toestemmingen", json=said)
        assert refused.status_code == 400, refused.text
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    without = decision_body(["zorg"], "veilig-thuis")
    del without["toestemming"]
    assert (await desk.ask("besluiten", without))["wachtOpTweede"] == ["toestemming-geweigerd"]
    (waiting,) = (await chain.at("triage", "aandachtfunctionaris", desk.signal))["voorstellen"]
    seen = await desk.seen(waiting["id"])
    assert seen["toestemming"]["given"] is False
    lifted = await desk.ask("toestemmingen", {**AGREED, "toelichting": "Belde vandaag zelf terug."})
    assert lifted["gegeven"] is True
    case = await chain.at("triage", "aandachtfunctionaris", desk.signal)
    assert case["toestemming"]["gegeven"] is True
    changed = await desk.confirm(waiting["id"], seen)
    assert changed.status_code == 409, "the second person saw another consent"
    seen = await desk.seen(waiting["id"])
    assert (await desk.confirm(waiting["id"], seen)).status_code == 201
    assert (await chain.referred(signal_id, "veilig-thuis"))["consent"] == {"asked": True, "given": True}


async def test_a_question_against_the_victims_will_waits_too(chain: Chain, desk: Desk) -> None:
    await desk.ask("toestemmingen", {**REFUSED, "toelichting": "Wil niet."})
    asked = await desk.ask("consultaties", {"partner": "politie", "vraag": "Bekend?"})
    assert asked["wachtOpTweede"] == ["toestemming-geweigerd"]
    seen = await desk.seen(asked["kenmerk"])
    (shown,) = seen["verstrekkingen"]
    assert (shown["grondslag"], shown["doel"]) == ("vraag-aan-de-politie", "afstemming-voor-het-besluit")
    assert (await desk.confirm(asked["kenmerk"], seen)).status_code == 201
    got = await chain.received("politie", "consult", asked["kenmerk"])
    data = json.loads(got.value)["data"]
    assert {**data, "reference": None} == {**shown["inhoud"], "reference": None}
    (shown,) = (await chain.at("triage", "aandachtfunctionaris", desk.signal))["consultaties"]
    assert shown["grond"] == {"grondslag": "vraag-aan-de-politie", "doel": "afstemming-voor-het-besluit"}


async def test_no_proposal_outlives_its_case(chain: Chain, desk: Desk) -> None:
    proposed = await desk.ask("besluiten", decision_body(["ondermijnende-criminaliteit"], "riec"))
    seen = await desk.seen(proposed["id"])
    await desk.ask("intrekkingen", {"reden": "Vergissing."})
    assert (await desk.confirm(proposed["id"], seen)).status_code == 404
    assert (await chain.at("triage", "aandachtfunctionaris", desk.signal))["voorstellen"] == []
