"""One signal along every way of the stroomschema, on the real broker, to the partner's own client."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from aiokafka.errors import TopicAuthorizationFailedError

from schemas.registry import partners, read_by
from services.casework.terms.domain import day_of
from tests.chain import decision_body, until

if TYPE_CHECKING:
    from tests.chain import Chain

ZVH = "zvh-rijk-van-nijmegen"


@pytest.mark.parametrize(
    ("outcomes", "director", "beside"),
    [
        (["geen-vermoeden"], "reguliere-hulp", []),
        (["geen-vermoeden"], ZVH, []),
        (["zorg"], "zorgcoordinator", ["comensha"]),
        (["zorg"], "veilig-thuis", []),
        (["zorg-en-strafrechtelijk"], ZVH, ["zorgcoordinator"]),
        (["ondermijnende-criminaliteit"], "riec", []),
        (["zorg", "ondermijnende-criminaliteit"], "riec", ["zorgcoordinator"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
async def test_a_signal_reaches_the_partners_of_its_decision(
    chain: Chain, outcomes: list[str], director: str, beside: list[str]
) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id)
    await chain.to_decide_on(signal_id)
    await chain.status(signal_id, "bij-aandachtfunctionaris")
    await chain.decide(signal_id, outcomes, director, *beside)
    for partner in (director, *beside):
        data = await chain.referred(signal_id, partner)
        assert data["director"] is (partner == director)
        assert data["basis"] in partners()[partner].bases["referral"]
    await chain.status(signal_id, "doorgeleid")


async def test_the_other_zvh_serves_its_own_municipalities(chain: Chain) -> None:
    """ZVH Rijk van Nijmegen (gevestigd in Nijmegen) en ZVH Rivierenland (gevestigd in Tiel)."""
    signal_id = await chain.to_decide(gemeente="GM0281")
    await chain.decide(signal_id, ["zorg-en-strafrechtelijk"], "zvh-rivierenland", "zorgcoordinator")
    assert (await chain.referred(signal_id, "zvh-rivierenland"))["municipality"] == "GM0281"


async def test_a_meldcode_report_waits_for_its_steps_and_then_reaches_veilig_thuis(chain: Chain) -> None:
    receipt = await chain.report(melder={"naam": "Juf", "organisatie": "School", "sector": "onderwijs"})
    signal_id: str = receipt["id"]
    assert (receipt["status"], receipt["ontbrekendeStappen"]) == ("meldcode-stappen-nodig", [1, 2, 3, 4, 5])

    async def steps(*numbers: int) -> dict[str, Any]:
        taken = [{"stap": n, "gezetOp": "2026-11-20", "bevinding": f"Stap {n}."} for n in numbers]
        response = await chain.api("intake", "melder-professional").post(
            f"/signalen/{signal_id}/meldcode-stappen",
            json={"stappen": taken, "meldenBijVeiligThuis": True, "hulpBieden": True, "huiselijkeKring": True},
        )
        assert response.status_code == 201, response.text
        return response.json()

    assert (await steps(1, 2))["ontbrekendeStappen"] == [3, 4, 5]
    assert (await steps(3, 4, 5))["status"] == "doorgeleid"
    data = await chain.referred(signal_id, "veilig-thuis")
    assert data["decider_role"] == "melder-professional"
    assert data["basis"] == "wmo-2015-meldcode"


@pytest.mark.parametrize("role", ["analist", "aandachtfunctionaris"])
async def test_acute_danger_at_a_later_step_takes_the_same_lane(chain: Chain, role: str) -> None:
    signal_id: str = (await chain.report())["id"] if role == "analist" else await chain.to_decide()
    body = {"situatie": "Zij wordt nu bedreigd.", "gemeente": "GM0268", "signaalId": signal_id}
    raised = await chain.api("intake", role).post("/alarmen", json=body)
    assert raised.status_code == 201, raised.text
    alert = raised.json()["id"]
    event = json.loads((await chain.received("politie", "alert", alert)).value)
    assert event["data"]["personal"]["situation"] == "Zij wordt nu bedreigd."
    assert signal_id not in json.dumps(event)
    await chain.reply("politie", "alert.acknowledged", {"reference": alert})

    async def acknowledged() -> bool:
        return bool((await chain.api("intake", role).get(f"/alarmen/{alert}")).json()["ontvangenDoorPolitieOp"])

    await until(acknowledged)


async def test_a_signal_that_did_not_get_stronger_ends_with_a_retention_date(chain: Chain) -> None:
    signal_id: str = (await chain.report(locatie=None))["id"]
    await chain.assess(signal_id, "niet-versterkt")
    await chain.status(signal_id, "niet-versterkt")
    case = await chain.to_decide_on(signal_id)
    assert (case["status"], case["inhoud"]) == ("niet-versterkt", None)


async def test_a_closed_signal_comes_back_when_another_shares_an_object_with_it(chain: Chain) -> None:
    plate = f"{uuid4().int % 10**6:06}-K"
    first: str = (await chain.report(locatie=None, kentekens=[plate]))["id"]
    await chain.assess(first, "niet-versterkt")
    await chain.status(first, "niet-versterkt")
    again = {"locatie": None, "kentekens": [plate.lower()], "omschrijving": "Hetzelfde busje, twee straten verder."}
    second: str = (await chain.report(**again))["id"]
    await chain.status(first, "ontvangen")
    signal = await chain.at("enrichment", "analist", f"/signalen/{first}")
    assert (signal["status"], signal["heropendOm"]) == ("te-beoordelen", ["kenteken"])
    assert signal["heropendOp"]
    assert signal["eerdereToelichting"] == "Zie eerdere melding."
    case = await chain.at("triage", "aandachtfunctionaris", f"/signalen/{first}")
    assert (case["status"], case["inhoud"]) == ("bij-analist", None)
    records = [record for record in await chain.all_records() if record.key == first.encode()]
    (event,) = [json.loads(record.value) for record in records if b"signal.reopened" in (record.value or b"")]
    assert event["data"] == {"municipality": "GM0268", "objects": ["kenteken"], "other_signal_id": second}
    await chain.assess(first)
    await chain.status(first, "bij-aandachtfunctionaris")
    for signal_id in (first, second):
        found = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
        assert "1 ander(e) signaal(en) met hetzelfde kenteken (+2)" in found["redenen"]


async def test_more_information_makes_the_round_to_the_reporter(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id, "meer-informatie-nodig")
    await chain.status(signal_id, "meer-informatie-gevraagd")
    response = await chain.api("intake", "melder-professional").post(
        f"/signalen/{signal_id}/aanvullingen", json={"tekst": "Het was op dinsdagavond."}
    )
    assert response.status_code == 201, response.text

    async def supplemented() -> bool:
        signal = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
        return signal["aanvullingen"] == ["Het was op dinsdagavond."] and signal["status"] == "te-beoordelen"

    await until(supplemented)
    await chain.assess(signal_id)
    await chain.status(signal_id, "bij-aandachtfunctionaris")
    case = await chain.to_decide_on(signal_id)
    assert "dinsdagavond" in case["toelichtingAnalist"]


async def test_acute_danger_reaches_the_police_at_once_and_they_acknowledge(chain: Chain) -> None:
    """In geval van acute nood wordt de politie direct ingeschakeld via 112."""
    alert = (await chain.report(acuteNood=True))["alarm"]
    event = json.loads((await chain.received("politie", "alert", alert)).value)
    assert event["data"]["personal"]["location"] == {"postcode": "6511PP", "house_number": 12}
    assert "Meldende Vier" not in json.dumps(event)
    await chain.reply("politie", "alert.acknowledged", {"reference": alert})

    async def acknowledged() -> bool:
        response = await chain.api("intake", "melder-professional").get(f"/alarmen/{alert}")
        return "ontvangenDoorPolitieOp" in response.json() and bool(response.json()["ontvangenDoorPolitieOp"])

    await until(acknowledged)


async def test_an_alert_that_was_wrong_is_put_right_and_then_withdrawn_and_the_police_confirm(chain: Chain) -> None:
    alert: str = (await chain.report(acuteNood=True))["alarm"]
    reporter, other = (chain.api("intake", "melder-professional", name) for name in ("tester", "ander"))
    right = {"situatie": "Het is aan de overkant.", "locatie": {"postcode": "6511AB", "huisnummer": 3}}
    assert (await other.post(f"/alarmen/{alert}/correcties", json=right)).status_code == 404
    corrected = await reporter.post(f"/alarmen/{alert}/correcties", json=right)
    assert corrected.status_code == 201, corrected.text
    (told,) = await chain.notices("politie", "alert", "politie-corrected", alert)
    assert told["personal"] == {
        "situation": "Het is aan de overkant.",
        "location": {"postcode": "6511AB", "house_number": 3},
    }
    assert (await reporter.post(f"/alarmen/{alert}/intrekkingen", json={"reden": "gevaar-geweken"})).status_code == 201
    assert (await reporter.post(f"/alarmen/{alert}/intrekkingen", json={"reden": "gevaar-geweken"})).status_code == 409
    assert (await reporter.post(f"/alarmen/{alert}/correcties", json=right)).status_code == 409
    (last,) = await chain.notices("politie", "alert", "withdrawn", alert)
    assert last == {"reference": alert, "notice": last["notice"]}
    records = [json.loads(record.value) for record in await chain.read("politie", "alert.politie")]
    about = [event["type"].split(".")[3] for event in records if event["subject"] == alert]
    assert about == ["politie-raised", "politie-corrected", "withdrawn"]
    for notice in (told["notice"], last["notice"]):
        await chain.reply("politie", "alert.confirmed", {"reference": alert, "notice": notice})

    async def confirmed() -> Any:
        shown = (await reporter.get(f"/alarmen/{alert}")).json()
        return shown if all(one["bevestigdOp"] for one in shown["berichten"]) else None

    shown = await until(confirmed)
    assert [one["soort"] for one in shown["berichten"]] == ["correctie", "intrekking"]
    assert shown["ingetrokkenOp"]


async def test_acute_danger_in_a_report_that_is_refused_still_reaches_the_police(chain: Chain) -> None:
    """Recorded, never blocking, never undone by a later validation error (plan 2.2, acute nood)."""
    response = await chain.api("intake", "melder-professional").post(
        "/signalen", json={"acuteNood": True, "gemeente": "GM9999", "omschrijving": "Ze roept om hulp.", "x": 1}
    )
    assert response.status_code == 400
    event = json.loads((await chain.received("politie", "alert", response.json()["alarm"])).value)
    assert event["data"]["personal"]["situation"] == "Ze roept om hulp."


async def test_a_partner_is_consulted_and_its_advice_does_not_bind(chain: Chain) -> None:
    signal_id = await chain.to_decide(bedrijf={"naam": "Kwekerij"})
    asked: dict[str, str] = {}
    for partner in ("politie", "nla", "zorgcoordinator"):
        response = await chain.api("triage", "aandachtfunctionaris").post(
            f"/signalen/{signal_id}/consultaties",
            json={"partner": partner, "vraag": "Is dit bekend?"},
        )
        assert response.status_code == 201, response.text
        asked[partner] = response.json()["kenmerk"]
        event = json.loads((await chain.received(partner, "consult", asked[partner])).value)
        assert event["data"]["personal"]["question"] == "Is dit bekend?"
        data = {"reference": asked[partner], "conclusion": "ondersteunt-vermoeden", "personal": {"explanation": "Ja."}}
        await chain.reply(partner, "consult.answered", data)

    async def answered() -> bool:
        case = await chain.to_decide_on(signal_id)
        return all(c["conclusie"] == "ondersteunt-vermoeden" for c in case["consultaties"])

    await until(answered)
    await chain.decide(signal_id, ["geen-vermoeden"], "reguliere-hulp")
    text = json.dumps(await chain.referred(signal_id, "reguliere-hulp"))
    assert "Ja." not in text  # what the police said goes to nobody


async def test_a_case_on_the_agenda_of_the_mdo_is_discussed_before_it_is_decided(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    table = {
        "tafel": "mdo-mensenhandel",
        "op": day_of(datetime.now(UTC)).isoformat(),
        "deelnemers": ["aandachtfunctionaris", "politie", "veilig-thuis", "zorgcoordinator"],
        "derden": [{"deelnemer": "comensha", "grondslag": "toestemming", "geheimhoudingGetekend": "2026-11-26"}],
    }
    seated = {**table, "deelnemers": [*table["deelnemers"], "arbeidsinspectie"]}
    stranger = await desk.post(f"/signalen/{signal_id}/casustafels", json=seated)
    assert stranger.status_code == 400
    (error,) = stranger.json()["errors"]
    assert error["field"] == "deelnemers.4"
    assert "arbeidsinspectie is geen deelnemer van mdo-mensenhandel (Wgs 2.27)" in error["rule"]
    item = await desk.post(f"/signalen/{signal_id}/casustafels", json=table)
    assert item.status_code == 201, item.text
    for of, shown in (("mdo-mensenhandel", True), ("zorgoverleg", False)):
        agenda = (await desk.get("/casustafels", params={"tafel": of, "limit": 500})).json()
        assert (item.json()["id"] in [one["id"] for one in agenda["items"]]) is shown
    decision = decision_body(["zorg"], "zorgcoordinator")
    blocked = await desk.post(f"/signalen/{signal_id}/besluiten", json=decision)
    assert blocked.status_code == 400
    assert [error["field"] for error in blocked.json()["errors"]] == ["casustafel"]
    advice = {"advies": ["zorg-en-strafrechtelijk"], "verslag": "Zaaksysteem, punt 2"}
    path = f"/casustafels/{item.json()['id']}/adviezen"
    assert (await desk.post(path, json=advice)).status_code == 201
    assert (await desk.post(path, json=advice)).status_code == 409
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")  # the advice is recorded and does not bind
    case = await chain.to_decide_on(signal_id)
    (shown,) = case["agenda"]
    assert (shown["status"], shown["advies"], shown["verslag"]) == ("besproken", advice["advies"], advice["verslag"])
    assert shown["derden"] == table["derden"]


async def test_the_municipality_of_registration_is_responsible(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    body = {
        **decision_body(["zorg-en-strafrechtelijk"], "zvh-rivierenland", "zorgcoordinator"),
        "ingeschrevenIn": "GM0281",
    }
    made = await chain.api("triage", "aandachtfunctionaris").post(f"/signalen/{signal_id}/besluiten", json=body)
    assert made.status_code == 201, made.text
    await chain.confirm_where_asked(made.json())
    assert (await chain.referred(signal_id, "zvh-rivierenland"))["municipality"] == "GM0281"


async def test_a_decision_on_a_basis_that_no_longer_holds_waits_until_somebody_mends_it(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    body = decision_body(["ondermijnende-criminaliteit"], "riec")
    body["verwijzingen"][0]["grondslag"] = "riec-convenant"
    refused = await desk.post(f"/signalen/{signal_id}/besluiten", json=body)
    assert refused.status_code == 400
    (broken,) = refused.json()["errors"]
    assert "grondslag" in json.dumps(broken)
    assert "riec-convenant geldt niet op" in json.dumps(broken)
    waiting = (await desk.get("/werkvoorraad", params={"limit": 500})).json()["items"]
    assert signal_id in [item["id"] for item in waiting]
    await chain.decide(signal_id, ["ondermijnende-criminaliteit"], "riec")
    assert (await chain.referral(signal_id, "riec"))["grondslag"] == "wgs-riec"


@pytest.mark.parametrize(
    ("reply", "topic", "aside"),
    [
        (b"geen json", "referral.zorgcoordinator", "zorg-referral"),
        (b'{"type": "nl.signaalketen.referral.accepted.v1"}', "referral.zorgcoordinator", "zorg-referral"),
        (b'{"type": "nl.signaalketen.consult.answered.v1"}', "consult.zorgcoordinator", "triage"),
    ],
)
async def test_what_nobody_can_read_is_set_aside_once_and_told_where_the_partner_reads(
    chain: Chain, reply: bytes, topic: str, aside: str
) -> None:
    """Two services read this topic; the one whose business it is answers, or the one that the declaration names."""
    before = await chain.all_records("reply.zorgcoordinator")
    await chain.send("zorgcoordinator", reply)
    offset = len(before)

    async def told() -> bool:
        events = [json.loads(record.value) for record in await chain.read("zorgcoordinator", topic)]
        return any(
            event["type"].endswith(".reply.refused.v1") and event["data"]["offset"] == offset for event in events
        )

    await until(told)
    for service in ("triage", "zorg-referral"):
        async with chain.database(service) as connection:
            held = await connection.fetchval(
                "select count(*) from quarantine where topic = 'reply.zorgcoordinator' and record_offset = $1",
                offset,
            )
        assert held == (service == aside)


async def test_partners_read_their_own_topics_and_no_others(chain: Chain) -> None:
    for partner in ("riec", "zorgcoordinator", "politie"):
        own = read_by(f"partner:{partner}")
        for topic in own:
            await chain.read(partner, topic)
        for topic in ("referral.veilig-thuis", "signal.received", "decision.riec"):
            with pytest.raises(TopicAuthorizationFailedError):
                await chain.subscribe(partner, topic)
