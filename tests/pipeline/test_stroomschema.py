"""One signal along every way of the stroomschema, on the real broker, to the partner's own client."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from aiokafka.errors import TopicAuthorizationFailedError

from schemas.registry import partners, read_by
from services.runtime.working_days import after, day_of
from tests.chain import decision_body, until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.chain import Chain

ZVH = "zvh-rijk-van-nijmegen"


async def referred(chain: Chain, signal_id: str, partner: str) -> dict[str, Any]:
    """What this partner's client reads about this signal."""
    reference = (await chain.referral(signal_id, partner))["kenmerk"]
    event = json.loads((await chain.received(partner, "referral", reference)).value)
    assert event["subject"] == event["data"]["reference"] == reference != signal_id
    assert event["type"] == f"nl.signaalketen.referral.{partner}-sent.v1"
    return event["data"]


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
    await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
    await chain.status(signal_id, "bij-aandachtfunctionaris")
    await chain.decide(signal_id, outcomes, director, *beside)
    for partner in (director, *beside):
        data = await referred(chain, signal_id, partner)
        assert data["director"] is (partner == director)
        assert data["basis"] in partners()[partner].bases
    await chain.status(signal_id, "doorgeleid")


async def test_the_other_zvh_serves_its_own_municipalities(chain: Chain) -> None:
    """ZVH Rijk van Nijmegen (gevestigd in Nijmegen) en ZVH Rivierenland (gevestigd in Tiel)."""
    signal_id = await chain.to_decide(gemeente="GM0281")
    await chain.decide(signal_id, ["zorg-en-strafrechtelijk"], "zvh-rivierenland", "zorgcoordinator")
    assert (await referred(chain, signal_id, "zvh-rivierenland"))["municipality"] == "GM0281"


async def test_a_meldcode_report_waits_for_its_steps_and_then_reaches_veilig_thuis(chain: Chain) -> None:
    receipt = await chain.report(melder={"naam": "Juf", "organisatie": "School", "sector": "onderwijs"})
    signal_id: str = receipt["id"]
    assert (receipt["status"], receipt["ontbrekendeStappen"]) == ("meldcode-stappen-nodig", [1, 2, 3, 4, 5])

    async def steps(*numbers: int) -> dict[str, Any]:
        taken = [{"stap": n, "gezetOp": "2026-11-20", "bevinding": f"Stap {n}."} for n in numbers]
        response = await chain.api("intake", "melder-professional").post(
            f"/signalen/{signal_id}/meldcode-stappen", json={"stappen": taken, "meldenBijVeiligThuis": True}
        )
        assert response.status_code == 201, response.text
        return response.json()

    assert (await steps(1, 2))["ontbrekendeStappen"] == [3, 4, 5]
    assert (await steps(3, 4, 5))["status"] == "doorgeleid"
    data = await referred(chain, signal_id, "veilig-thuis")
    assert data["decider_role"] == "melder-professional"
    assert data["basis"] == "wmo-2015-meldcode"


async def test_meldcode_steps_that_are_never_finished_are_escalated_and_taken_over(chain: Chain) -> None:
    reporter = {"naam": "Juf", "organisatie": "School", "sector": "onderwijs"}
    signal_id: str = (await chain.report(melder=reporter))["id"]
    wrong = {"stappen": [{"stap": 1, "gezetOp": "2099-01-01", "bevinding": "Gezien."}]}
    path = f"/signalen/{signal_id}"
    refused = await chain.api("intake", "melder-professional").post(f"{path}/meldcode-stappen", json=wrong)
    assert refused.status_code == 400
    assert refused.json()["errors"] == [{"field": "stappen.0.gezetOp", "rule": "ligt in de toekomst"}]
    async with chain.database("intake") as connection:
        await connection.execute("update signal set status_since = '2026-01-05' where signal_id = $1", signal_id)
    desk = chain.api("intake", "aandachtfunctionaris")

    async def escalated() -> dict[str, Any] | None:
        waiting = (await desk.get("/wachtend")).json()["items"]
        return next((one for one in waiting if one["id"] == signal_id and one["geescaleerdOp"]), None)

    found = await until(escalated)
    assert (found["teLaat"], found["aanZet"], found["uiterlijkOp"]) == (True, "melder", "2026-01-12")
    assert (await desk.post(f"{path}/overnames", json={"reden": "Geen antwoord."})).status_code == 201
    assert (await desk.post(f"{path}/overnames", json={"reden": "Nog eens."})).status_code == 409
    case = await chain.at("triage", "aandachtfunctionaris", path)
    assert case["status"] == "te-beslissen"


async def test_a_reporter_who_does_not_answer_keeps_no_signal_waiting(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id, "meer-informatie-nodig")
    assessment = {"conclusie": "versterkt", "toelichting": "Ook zonder antwoord."}
    desk = chain.api("enrichment", "analist")
    path = f"/signalen/{signal_id}/beoordelingen"
    assert (await desk.post(path, json=assessment)).status_code == 409
    async with chain.database("enrichment") as connection:
        await connection.execute("update signal set state_since = '2026-01-05' where signal_id = $1", signal_id)

    async def listed() -> bool:
        items = (await desk.get("/werkvoorraad", params={"limit": 500})).json()["items"]
        return any(item["id"] == signal_id and item["teLaat"] for item in items)

    await until(listed)
    assert (await desk.post(path, json=assessment)).status_code == 201
    await chain.status(signal_id, "bij-aandachtfunctionaris")


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
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id, "niet-versterkt")
    await chain.status(signal_id, "niet-versterkt")
    case = await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
    assert (case["status"], case["inhoud"]) == ("niet-versterkt", None)


@asynccontextmanager
async def long_ago(chain: Chain, service: str, places: list[tuple[str, str]], *signals: str) -> AsyncGenerator[None]:
    """As if months had passed; put back afterwards, or the rows would be other than the log says."""
    async with chain.database(service) as connection:
        kept = {
            (table, column): await connection.fetch(
                f"select signal_id, {column} as was from {table} where signal_id = any($1::uuid[])", signals
            )
            for table, column in places
        }
        for table, column in places:
            await connection.execute(
                f"update {table} set {column} = '2026-01-05' where signal_id = any($1::uuid[])", signals
            )
        yield
        for (table, column), rows in kept.items():
            for row in rows:
                await connection.execute(f"update {table} set {column} = $2 where signal_id = $1", *row)


async def test_content_goes_by_itself_on_record_unless_it_is_held(chain: Chain) -> None:
    desk = chain.api("enrichment", "analist")
    held: str = (await chain.report())["id"]
    other: str = (await chain.report())["id"]
    for signal_id in (held, other):
        await chain.assess(signal_id, "niet-versterkt")
    stop = f"/signalen/{held}/vernietigingsstops"
    assert (await desk.post(stop, json={"reden": "Klacht."})).status_code == 201
    assert (await desk.post(stop, json={"reden": "Nog een."})).status_code == 409

    async def registered() -> set[str]:
        items = (await desk.get("/vernietigingen", params={"limit": 500})).json()["items"]
        return {i["id"] for i in items if (i["soort"], i["vernietigenNa"]) == ("niet-versterkt", "2026-01-05")}

    async def both() -> bool:
        return await registered() == {held, other}

    async with long_ago(chain, "enrichment", [("signal", "destroy_after")], held, other):
        await until(registered)
        assert await registered() == {other}
        assert (await desk.get(f"/signalen/{other}")).status_code == 404
        assert (await desk.get(f"/signalen/{held}")).status_code == 200
        assert (await desk.post(f"/signalen/{other}/vernietigingsstops", json={"reden": "Te laat."})).status_code == 409
        assert (await desk.post(f"/signalen/{held}/opheffingen", json={"reden": "Afgehandeld."})).status_code == 201
        await until(both)
    async with chain.database("enrichment") as connection:
        row = await connection.fetchrow("select content, state from signal where signal_id = $1", held)
    assert row
    assert (row["content"], row["state"]) == (None, "niet-versterkt")


async def test_a_withdrawn_case_goes_after_its_month(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    withdrawn = await desk.post(f"/signalen/{signal_id}/intrekkingen", json={"reden": "Een vergissing."})
    assert withdrawn.status_code == 201

    async def followed() -> bool:
        case = await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
        return [one["status"] for one in case["verwijzingen"]] == ["ingetrokken"]

    await until(followed)

    async def gone() -> bool:
        case = await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
        return case["inhoud"] is None

    moments = [("signal_case", "arrived_at"), ("amendment", "amended_at"), ("referral", "moved_at")]
    async with long_ago(chain, "triage", moments, signal_id):
        await until(gone)
    items = (await desk.get("/vernietigingen")).json()["items"]
    assert [(i["soort"], i["vernietigenNa"]) for i in items if i["id"] == signal_id] == [("ingetrokken", "2026-02-04")]
    async with chain.database("triage") as connection:
        left = await connection.fetchrow("select zorg, riec, partners from decision where signal_id = $1", signal_id)
    assert left
    assert (left["zorg"], left["riec"], left["partners"]) == (None, None, ["zorgcoordinator"])


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
    case = await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
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


async def test_acute_danger_in_a_report_that_is_refused_still_reaches_the_police(chain: Chain) -> None:
    """Recorded, never blocking, never undone by a later validation error (DESIGN 6.1)."""
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
            json={"partner": partner, "vraag": "Is dit bekend?", "antwoordVoor": "2099-01-01"},
        )
        assert response.status_code == 201, response.text
        asked[partner] = response.json()["kenmerk"]
        event = json.loads((await chain.received(partner, "consult", asked[partner])).value)
        assert event["data"]["personal"]["question"] == "Is dit bekend?"
        data = {"reference": asked[partner], "conclusion": "ondersteunt-vermoeden", "personal": {"explanation": "Ja."}}
        await chain.reply(partner, "consult.answered", data)

    async def answered() -> bool:
        case = await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
        return all(c["conclusie"] == "ondersteunt-vermoeden" for c in case["consultaties"])

    await until(answered)
    await chain.decide(signal_id, ["geen-vermoeden"], "reguliere-hulp")
    text = json.dumps(await referred(chain, signal_id, "reguliere-hulp"))
    assert "Ja." not in text  # what the police said goes to nobody


async def test_a_question_nobody_answers_is_escalated_and_extended(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    response = await desk.post(
        f"/signalen/{signal_id}/consultaties", json={"partner": "politie", "vraag": "Is dit bekend?"}
    )
    assert response.status_code == 201, response.text
    reference = response.json()["kenmerk"]
    assert response.json()["antwoordVoor"] == after(day_of(datetime.now(UTC)), 5).isoformat()
    async with chain.database("triage") as connection:
        await connection.execute("update consultation set answer_by = '2026-01-05' where reference = $1", reference)

    async def escalated() -> bool:
        case = await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
        (asked,) = case["consultaties"]
        return bool(asked.get("geescaleerdOp"))

    await until(escalated)
    extended = await desk.post(f"/consultaties/{reference}/verlengingen", json={"antwoordVoor": "2099-01-05"})
    assert extended.status_code == 201, extended.text
    assert extended.json()["teLaat"] is False
    (reminder,) = await notices(chain, "politie", "consult", "reminded", reference)
    assert reminder == {"reference": reference, "answer_by": "2099-01-05"}
    trail = [json.loads(r.value)["data"] for r in await chain.all_records() if r.topic == "trail.triage"]
    (recorded,) = [data for data in trail if data.get("operation") == "escaleer" and reference in data["objects"]]
    assert recorded["detail"] == "uiterlijk 2026-01-05, aan zet: aandachtfunctionaris"


async def test_a_referral_beyond_its_norm_time_is_escalated(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    async with chain.database("zorg-referral") as connection:
        await connection.execute("update referral set state_since = '2026-01-05' where reference = $1", reference)

    async def escalated() -> bool:
        return bool((await chain.referral(signal_id, "zorgcoordinator")).get("geescaleerdOp"))

    await until(escalated)
    found = await chain.referral(signal_id, "zorgcoordinator")
    assert (found["teLaat"], found["aanZet"], found["uiterlijkOp"]) == (True, "partner", "2026-01-06")
    await chain.reply("zorgcoordinator", "referral.received", {"reference": reference})
    received = await chain.referral_in(signal_id, "zorgcoordinator", "ontvangen")
    assert received["geescaleerdOp"] is None


async def test_a_case_on_the_agenda_of_the_mdo_is_discussed_before_it_is_decided(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    table = {
        "tafel": "mdo-mensenhandel",
        "op": day_of(datetime.now(UTC)).isoformat(),
        "deelnemers": ["aandachtfunctionaris", "politie", "veilig-thuis", "zorgcoordinator"],
    }
    item = await desk.post(f"/signalen/{signal_id}/casustafels", json=table)
    assert item.status_code == 201, item.text
    assert item.json()["id"] in [one["id"] for one in (await desk.get("/casustafels")).json()["items"]]
    decision = decision_body(["zorg"], "zorgcoordinator")
    blocked = await desk.post(f"/signalen/{signal_id}/besluiten", json=decision)
    assert blocked.status_code == 400
    assert [error["field"] for error in blocked.json()["errors"]] == ["casustafel"]
    advice = {"advies": ["zorg-en-strafrechtelijk"], "verslag": "Zaaksysteem, punt 2"}
    path = f"/casustafels/{item.json()['id']}/adviezen"
    assert (await desk.post(path, json=advice)).status_code == 201
    assert (await desk.post(path, json=advice)).status_code == 409
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")  # the advice is recorded and does not bind
    case = await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
    (shown,) = case["agenda"]
    assert (shown["status"], shown["advies"], shown["verslag"]) == ("besproken", advice["advies"], advice["verslag"])


async def test_a_case_for_the_riec_waits_for_a_second_person(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    first = chain.api("triage", "aandachtfunctionaris")
    second = chain.api("triage", "aandachtfunctionaris", "tweede")
    body = decision_body(["ondermijnende-criminaliteit"], "riec")
    proposed = await first.post(f"/signalen/{signal_id}/besluiten", json=body)
    assert proposed.json()["wachtOpTweede"] == ["riec"]
    rejected = await second.post(f"/besluiten/{proposed.json()['id']}/afwijzingen", json={"reden": "Nog te dun."})
    assert rejected.status_code == 201, rejected.text
    proposed = await first.post(f"/signalen/{signal_id}/besluiten", json=body)
    again = await first.post(f"/signalen/{signal_id}/besluiten", json=body)
    assert again.status_code == 409
    path = f"/besluiten/{proposed.json()['id']}/bevestigingen"
    alone = await first.post(path, json={})
    assert alone.status_code == 409
    rule = {"field": "bevestiging", "rule": "wie het besluit voorstelde bevestigt het niet"}
    assert alone.json()["errors"] == [rule]
    (waiting,) = (await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}"))["voorstellen"]
    assert (waiting["eigen"], waiting["teLaat"]) == (True, False)
    sent = await first.get(f"{chain.addresses.urls['riec-referral']}/v1/verwijzingen", params={"signaalId": signal_id})
    assert sent.json()["aantal"] == 0
    assert (await second.post(path, json={})).status_code == 201
    assert (await referred(chain, signal_id, "riec"))["director"] is True
    assert (await second.post(path, json={})).status_code == 404


async def test_sharing_against_the_victims_will_waits_for_a_second_person(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    body = {
        **decision_body(["zorg"], "veilig-thuis"),
        "toestemming": {"gevraagd": True, "gegeven": False, "reden": "Gevaar voor anderen."},
    }
    desk = chain.api("triage", "aandachtfunctionaris")
    proposed = await desk.post(f"/signalen/{signal_id}/besluiten", json=body)
    assert proposed.json()["wachtOpTweede"] == ["toestemming-geweigerd"]
    second = chain.api("triage", "aandachtfunctionaris", "tweede")
    assert (await second.post(f"/besluiten/{proposed.json()['id']}/bevestigingen", json={})).status_code == 201
    assert (await referred(chain, signal_id, "veilig-thuis"))["consent"]["given"] is False


async def test_the_municipality_of_registration_is_responsible(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    body = {
        **decision_body(["zorg-en-strafrechtelijk"], "zvh-rivierenland", "zorgcoordinator"),
        "ingeschrevenIn": "GM0281",
    }
    made = await chain.api("triage", "aandachtfunctionaris").post(f"/signalen/{signal_id}/besluiten", json=body)
    assert made.status_code == 201, made.text
    assert (await referred(chain, signal_id, "zvh-rivierenland"))["municipality"] == "GM0281"


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


async def test_a_referral_lives_by_its_partners_replies(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    data = {"reference": reference}
    for fact, more in [
        ("received", {}),
        ("more-information-asked", {"personal": {"question": "Sinds wanneer?"}}),
        ("accepted", {}),
        ("started", {}),
        ("done", {"outcome": "hulp-gestart"}),
    ]:
        await chain.reply("zorgcoordinator", f"referral.{fact}", {**data, **more})

    async def done() -> Any:
        found = await chain.at("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{reference}")
        return found if found["status"] == "afgerond" else None

    steps = (await until(done))["stappen"]
    assert [step["status"] for step in steps] == [
        "ontvangen",
        "meer-informatie-gevraagd",
        "aanvaard",
        "in-behandeling",
        "afgerond",
    ]
    assert steps[1]["toelichting"] == "Sinds wanneer?"
    assert steps[4]["reden"] == "hulp-gestart"


async def test_a_question_makes_the_round_to_the_aandachtfunctionaris(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "veilig-thuis")
    reference = (await chain.referral(signal_id, "veilig-thuis"))["kenmerk"]
    desk = chain.api("zorg-referral", "aandachtfunctionaris")
    path = f"/verwijzingen/{reference}/antwoorden"
    too_early = await desk.post(path, json={"antwoord": "Sinds mei."})
    assert too_early.status_code == 409
    assert too_early.json()["detail"] == "Een verwijzing die verzonden is, kunt u niet beantwoorden; wel: intrekken."
    question = {"reference": reference, "personal": {"question": "Sinds wanneer?"}}
    await chain.reply("veilig-thuis", "referral.more-information-asked", question)
    asked = await chain.referral_in(signal_id, "veilig-thuis", "meer-informatie-gevraagd")
    assert (asked["aanZet"], asked["teLaat"]) == ("aandachtfunctionaris", False)
    answered = await desk.post(path, json={"antwoord": "Sinds mei."})
    assert (answered.status_code, answered.json()["status"]) == (201, "informatie-gegeven")

    async def given() -> dict[str, Any] | None:
        records = [json.loads(record.value) for record in await chain.read("veilig-thuis", "referral.veilig-thuis")]
        facts = [event["data"] for event in records if event["type"].endswith("information-given.v1")]
        return next((data for data in facts if data["reference"] == reference), None)

    assert (await until(given))["personal"] == {"answer": "Sinds mei."}
    await chain.reply("veilig-thuis", "referral.accepted", {"reference": reference})
    assert (await chain.referral_in(signal_id, "veilig-thuis", "aanvaard"))["aanZet"] == "partner"


async def test_a_declined_referral_comes_back_with_its_reason_and_goes_to_another(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator", "comensha")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    declined = {"reference": reference, "reason": "geen-capaciteit", "personal": {"explanation": "De opvang is vol."}}
    await chain.reply("zorgcoordinator", "referral.declined", declined)
    await chain.status(signal_id, "bij-aandachtfunctionaris")
    desk = chain.api("triage", "aandachtfunctionaris")
    waiting = (await desk.get("/werkvoorraad", params={"limit": 500})).json()["items"]
    (back,) = next(item for item in waiting if item["id"] == signal_id)["teruggekomen"]
    assert (back["partner"], back["reden"]) == ("zorgcoordinator", "geen-capaciteit")
    assert back["toelichting"] == "De opvang is vol."
    twice = await desk.post(
        f"/signalen/{signal_id}/besluiten", json=decision_body(["zorg"], "veilig-thuis", "comensha")
    )
    assert twice.status_code == 400
    assert twice.json()["errors"] == [{"field": "verwijzingen.1.partner", "rule": "heeft deze zaak al"}]
    await chain.decide(signal_id, ["zorg"], "veilig-thuis")
    await referred(chain, signal_id, "veilig-thuis")
    await chain.status(signal_id, "doorgeleid")
    reference = (await chain.referral(signal_id, "veilig-thuis"))["kenmerk"]
    await chain.reply("veilig-thuis", "referral.accepted", {"reference": reference})
    await chain.status(signal_id, "in-behandeling")
    await chain.reply("veilig-thuis", "referral.done", {"reference": reference, "outcome": "hulp-gestart"})
    await chain.status(signal_id, "afgerond")


async def test_a_withdrawn_referral_is_confirmed_and_its_case_finds_another_director(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "reguliere-hulp")
    reference = (await chain.referral(signal_id, "reguliere-hulp"))["kenmerk"]
    desk = chain.api("zorg-referral", "aandachtfunctionaris")
    path = f"/verwijzingen/{reference}"
    revoked = await desk.post(f"{path}/intrekkingen", json={"reden": "Niet voor deze partner bestemd."})
    assert revoked.status_code == 201
    again = await desk.post(f"{path}/intrekkingen", json={"reden": "Nog eens."})
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "Een verwijzing die ingetrokken is, kunt u niet intrekken; wel: niets.",
    )
    (notice,) = revoked.json()["berichten"]
    assert "bevestigdOp" not in notice

    async def told() -> dict[str, Any] | None:
        records = [json.loads(record.value) for record in await chain.read("reguliere-hulp", "referral.reguliere-hulp")]
        return next((e["data"] for e in records if e["data"].get("notice") == notice["bericht"]), None)

    assert await until(told) == {"reference": reference, "notice": notice["bericht"]}
    await chain.reply("reguliere-hulp", "referral.confirmed", {"reference": reference, "notice": notice["bericht"]})

    async def confirmed() -> bool:
        return not (await desk.get(path)).json()["nietBevestigd"]

    await until(confirmed)
    await chain.status(signal_id, "bij-aandachtfunctionaris")
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    assert (await referred(chain, signal_id, "zorgcoordinator"))["director"] is True


async def notices(chain: Chain, partner: str, family: str, fact: str, reference: str) -> list[dict[str, Any]]:
    """What the partner was told to confirm under this reference, once it is there."""

    async def told() -> list[dict[str, Any]]:
        records = [json.loads(record.value) for record in await chain.read(partner, f"{family}.{partner}")]
        facts = [event["data"] for event in records if event["type"] == f"nl.signaalketen.{family}.{fact}.v1"]
        return [data for data in facts if data["reference"] == reference]

    return await until(told)


async def test_a_correction_and_a_withdrawal_reach_everyone_who_has_a_part(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    path = f"/signalen/{signal_id}"
    question = {"partner": "politie", "vraag": "Is dit bekend?", "antwoordVoor": "2099-01-01"}
    asked = (await desk.post(f"{path}/consultaties", json=question)).json()["kenmerk"]
    await chain.decide(signal_id, ["zorg-en-strafrechtelijk"], ZVH, "zorgcoordinator")
    reference = (await chain.referral(signal_id, ZVH))["kenmerk"]
    care = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    await chain.reply("zorgcoordinator", "referral.declined", {"reference": care, "reason": "geen-capaciteit"})
    await chain.referral_in(signal_id, "zorgcoordinator", "afgewezen")
    people = [{"rol": "slachtoffer", "naam": "Slachtoffer Een"}, {"rol": "verdachte", "naam": "Verdachte Drie"}]
    corrected = await desk.post(f"{path}/correcties", json={"reden": "Verkeerde naam.", "betrokkenen": people})
    assert corrected.status_code == 201, corrected.text
    assert corrected.json()["geconsulteerdePartners"] == ["politie"]
    assert corrected.json()["verwezenPartners"] == ["zorgcoordinator", ZVH]  # the telephone number is gone as well
    (again,) = await notices(chain, ZVH, "referral", f"{ZVH}-corrected", reference)
    assert again["personal"]["suspects"][0]["name"] == "Verdachte Drie"
    assert "Verkeerde naam" not in json.dumps(again)
    (question,) = await notices(chain, "politie", "consult", "politie-corrected", asked)
    assert question["personal"]["people"][1]["name"] == "Verdachte Drie"
    (declined,) = await notices(chain, "zorgcoordinator", "referral", "zorgcoordinator-corrected", care)
    assert "suspects" not in declined["personal"]
    await chain.reply(ZVH, "referral.confirmed", {"reference": reference, "notice": again["notice"]})

    withdrawn = await desk.post(f"{path}/intrekkingen", json={"reden": "Het ging om een ander pand."})
    assert withdrawn.status_code == 201, withdrawn.text
    await chain.status(signal_id, "ingetrokken")
    (last,) = await notices(chain, ZVH, "referral", "revoked", reference)
    (closed,) = await notices(chain, "politie", "consult", "withdrawn", asked)
    await notices(chain, "zorgcoordinator", "referral", "revoked", care)
    await chain.reply(ZVH, "referral.confirmed", {"reference": reference, "notice": last["notice"]})
    await chain.reply("politie", "consult.confirmed", {"reference": asked, "notice": closed["notice"]})

    async def confirmed() -> bool:
        shown = await chain.at("triage", "aandachtfunctionaris", f"{path}/wijzigingen")
        done = {one["bericht"] for one in shown["berichten"] if one.get("bevestigdOp")}
        assert [one["soort"] for one in shown["items"]] == ["correctie", "intrekking"]
        return done == {closed["notice"]} and not (await chain.referral(signal_id, ZVH))["nietBevestigd"]

    await until(confirmed)
    assert (await chain.referral(signal_id, "zorgcoordinator"))["nietBevestigd"] == 2
    refused = await desk.post(f"{path}/besluiten", json=decision_body(["zorg"], "veilig-thuis"))
    assert refused.status_code == 409


async def test_a_refused_reply_changes_nothing_and_the_partner_reads_why(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "veilig-thuis", "zorgcoordinator")
    own = (await chain.referral(signal_id, "veilig-thuis"))["kenmerk"]
    foreign = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    await chain.reply("veilig-thuis", "referral.accepted", {"reference": own})
    replayed = await chain.reply("veilig-thuis", "referral.started", {"reference": own})
    await chain.send(
        "veilig-thuis",
        json.dumps(replayed).encode(),  # the same event again is a repeat, and swallowed
        b"geen json",
        b"{" + b" " * 70_000 + b"}",
    )
    await chain.reply("veilig-thuis", "referral.accepted", {"reference": foreign})
    await chain.reply("veilig-thuis", "referral.received", {"reference": own})
    source = f"urn:nld:oin:{partners()['zorgcoordinator'].oin}:systeem:x"
    await chain.reply("veilig-thuis", "referral.done", {"reference": own, "outcome": "hulp-gestart"}, source=source)

    async def refusals() -> list[dict[str, Any]] | None:
        events = [json.loads(record.value) for record in await chain.read("veilig-thuis", "referral.veilig-thuis")]
        found = [event["data"] for event in events if event["type"] == "nl.signaalketen.reply.refused.v1"]
        return found if len(found) >= 5 else None

    told = await until(refusals)
    assert [refusal["reason"] for refusal in told] == ["contract", "contract", "reference", "transition", "source"]
    assert told[3]["rules"] == ["na in-behandeling kan alleen: afgerond"]
    assert (await chain.referral(signal_id, "veilig-thuis"))["status"] == "in-behandeling"
    assert (await chain.referral(signal_id, "zorgcoordinator"))["status"] == "verzonden"


async def test_what_nobody_can_read_is_set_aside_once(chain: Chain) -> None:
    """Two services read this topic; the first of them answers for what neither can read."""
    await chain.send("zorgcoordinator", b"geen json")

    async def told() -> bool:
        records = await chain.read("zorgcoordinator", "consult.zorgcoordinator")
        return any(b"reply.refused" in record.value for record in records)

    await until(told)
    async with chain.database("zorg-referral") as connection:
        assert await connection.fetchval("select count(*) from quarantine where topic = 'reply.zorgcoordinator'") == 0


async def test_partners_read_their_own_topics_and_no_others(chain: Chain) -> None:
    for partner in ("riec", "zorgcoordinator", "politie"):
        own = read_by(f"partner:{partner}")
        for topic in own:
            await chain.read(partner, topic)
        for topic in ("referral.veilig-thuis", "signal.received", "decision.riec"):
            with pytest.raises(TopicAuthorizationFailedError):
                await chain.subscribe(partner, topic)
