"""What a reporter does after reporting: sees where it stands, says more, takes it back; and an analyst's mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.casework.days import today
from tests.chain import ALONE, signal_body, until

if TYPE_CHECKING:
    import httpx

    from tests.chain import Chain, Json


def reporter(chain: Chain, subject: str = "tester") -> httpx.AsyncClient:
    return chain.api("intake", "melder-professional", subject)


async def case(chain: Chain, signal_id: str) -> Json:
    return await chain.to_decide_on(signal_id)


async def with_additions(chain: Chain, signal_id: str, count: int = 1) -> Json:
    """The case, once it holds what its reporter said."""

    async def said() -> Json | None:
        found = await case(chain, signal_id)
        return found if len(found["aanvullingen"]) == count else None

    return await until(said)


async def test_a_reporter_sees_the_own_reports_and_no_others(chain: Chain) -> None:
    own, other = (reporter(chain, str(uuid4())) for _ in range(2))
    ids = [(await own.post("/signalen", json=signal_body())).json()["id"] for _ in range(3)]
    assert (await other.post("/signalen", json=signal_body())).status_code == 201
    found = (await own.get("/signalen")).json()
    assert found["aantal"] == 3
    assert [item["id"] for item in found["items"]] == ids[::-1]
    assert found["items"][0].keys() == {
        "id",
        "status",
        "ontvangenOp",
        "gemeente",
        "ingetrokkenDoorUOp",
        "overgenomen",
        "uiterlijkOp",
    }


async def test_a_report_is_tried_before_it_is_sent(chain: Chain) -> None:
    """Every rule as at the report itself, and of what was reported before only the own."""
    own, other = (reporter(chain, str(uuid4())) for _ in range(2))
    assert (await other.post("/signalen", json=signal_body())).status_code == 201
    tried = await own.post("/meldvoorbeelden", json=signal_body(acuteNood=True))
    assert tried.json() == {
        "vervolg": "De analist van het Meldpunt Ondermijning verrijkt het signaal.",
        "onderMeldcode": False,
        "overEenKind": False,
        "ontbrekendeStappen": None,
        "eerderGemeld": False,
    }
    assert (await own.get("/signalen")).json()["aantal"] == 0
    wrong = await own.post("/meldvoorbeelden", json=signal_body(vormen=[], gemeente="GM0363"))
    assert (wrong.status_code, {one["field"] for one in wrong.json()["errors"]}) == (400, {"vormen", "gemeente"})
    signal_id = (await own.post("/signalen", json=signal_body())).json()["id"]
    assert (await own.post("/meldvoorbeelden", json=signal_body())).json()["eerderGemeld"]
    assert not (await own.post("/meldvoorbeelden", json=signal_body(gemeente="GM0281"))).json()["eerderGemeld"]
    taken_back = await own.post(f"/signalen/{signal_id}/intrekkingen", json={"reden": "Een vergissing."})
    assert taken_back.status_code == 201
    assert not (await own.post("/meldvoorbeelden", json=signal_body())).json()["eerderGemeld"]
    teacher = {"naam": "Meldende Vier", "organisatie": "School", "sector": "onderwijs"}
    child = [{"rol": "slachtoffer", "geschatteLeeftijd": "14-16"}]
    under = (await own.post("/meldvoorbeelden", json=signal_body(melder=teacher, betrokkenen=child))).json()
    assert (under["onderMeldcode"], under["ontbrekendeStappen"]) == (True, [1, 2, 3, 4, 5])
    assert under["overEenKind"]


async def test_an_alert_that_was_given_before_belongs_to_the_report(chain: Chain) -> None:
    own, other = (reporter(chain, str(uuid4())) for _ in range(2))
    alert = (await own.post("/alarmen", json={"situatie": "Hij houdt haar vast."})).json()["id"]
    another = (await other.post("/alarmen", json={"situatie": "Hij houdt haar vast."})).json()["id"]
    refused = await own.post("/signalen", json=signal_body(alarm=another))
    assert refused.status_code == 404
    told = (await own.post("/signalen", json=signal_body(alarm=alert))).json()
    assert told["alarm"] == alert
    found = await chain.at("enrichment", "analist", f"/signalen/{told['id']}")
    assert found["inhoud"]["alarmGegeven"]


async def test_a_reporter_sees_until_when_is_waited_for_him(chain: Chain) -> None:
    teacher = {"naam": "Meldende Vier", "organisatie": "School", "sector": "onderwijs"}
    own = reporter(chain, str(uuid4()))
    signal_id = (await own.post("/signalen", json=signal_body(melder=teacher))).json()["id"]
    assert (await own.get(f"/signalen/{signal_id}")).json()["uiterlijkOp"] > str(today())
    (listed,) = (await own.get("/signalen")).json()["items"]
    assert listed["uiterlijkOp"] > str(today())


async def test_what_is_added_unasked_lies_with_the_analyst(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    added = await reporter(chain).post(f"/signalen/{signal_id}/aanvullingen", json={"tekst": "Het busje is wit."})
    assert (added.status_code, added.json()["status"]) == (201, "ontvangen")

    async def there() -> bool:
        signal = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
        return signal["aanvullingen"] == ["Het busje is wit."]

    await until(there)


async def test_what_is_added_later_comes_on_the_worklist_of_the_aandachtfunctionaris(chain: Chain) -> None:
    """Also of a signal that the analyst had before, and of one that was decided."""
    direct = await chain.to_decide(**ALONE)
    enriched: str = (await chain.report(**ALONE))["id"]
    await chain.assess(enriched)
    await chain.status(enriched, "bij-aandachtfunctionaris")
    await chain.decide(direct, ["zorg"], "zorgcoordinator")
    desk = chain.api("triage", "aandachtfunctionaris")
    for signal_id in (direct, enriched):
        added = await reporter(chain).post(f"/signalen/{signal_id}/aanvullingen", json={"tekst": "Zij heet Ana."})
        assert added.status_code == 201, added.text
        (addition,) = (await with_additions(chain, signal_id))["aanvullingen"]
        assert (addition["soort"], addition["woorden"], addition["gelezenOp"]) == ("aanvulling", "Zij heet Ana.", None)
        waiting: list[dict[str, Any]] = (await desk.get("/werkvoorraad", params={"limit": 500})).json()["items"]
        assert [item["ongelezenAanvullingen"] for item in waiting if item["id"] == signal_id] == [1]
        read = await desk.post(f"/aanvullingen/{addition['id']}/lezingen", json={})
        assert read.status_code == 201, read.text
        assert (await desk.post(f"/aanvullingen/{addition['id']}/lezingen", json={})).status_code == 404
        assert (await case(chain, signal_id))["ongelezenAanvullingen"] == 0
    waiting = (await desk.get("/werkvoorraad", params={"limit": 500})).json()["items"]
    assert direct not in [item["id"] for item in waiting]


async def test_what_the_analyst_let_go_before_the_reporter_knew_goes_on(chain: Chain) -> None:
    signal_id: str = (await chain.report(**ALONE))["id"]
    await chain.assess(signal_id)
    added = await reporter(chain).post(f"/signalen/{signal_id}/aanvullingen", json={"tekst": "Zij heet Ana."})
    assert added.status_code == 201
    await with_additions(chain, signal_id)


async def test_a_signal_that_is_taken_back_ends_with_the_analyst(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    taken = await reporter(chain).post(f"/signalen/{signal_id}/intrekkingen", json={"reden": "Ik had het mis."})
    assert taken.status_code == 201, taken.text
    assert taken.json()["ingetrokkenDoorUOp"]
    await chain.status(signal_id, "ingetrokken")
    signal = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    assert signal["status"] == "ingetrokken"
    assert signal["aanvullingen"] == ["De melder trekt het signaal in: Ik had het mis."]
    for path, body in (("intrekkingen", {"reden": "Nog eens."}), ("aanvullingen", {"tekst": "Toch niet."})):
        assert (await reporter(chain).post(f"/signalen/{signal_id}/{path}", json=body)).status_code == 409
    assert (await case(chain, signal_id))["status"] == "ingetrokken"


async def test_what_waits_for_its_reporter_ends_with_him(chain: Chain) -> None:
    receipt = await chain.report(melder={"naam": "Meldende Vier", "organisatie": "School", "sector": "onderwijs"})
    assert receipt["status"] == "meldcode-stappen-nodig"
    signal_id: str = receipt["id"]
    taken = await reporter(chain).post(f"/signalen/{signal_id}/intrekkingen", json={"reden": "Dubbel gemeld."})
    assert taken.json()["status"] == "ingetrokken"
    async with chain.database("intake") as connection:
        assert await connection.fetchval("select waiting_content from signal where signal_id = $1", signal_id) is None


async def test_once_it_was_shared_the_aandachtfunctionaris_decides_what_taking_back_means(chain: Chain) -> None:
    signal_id = await chain.to_decide(**ALONE)
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    taken = await reporter(chain).post(f"/signalen/{signal_id}/intrekkingen", json={"reden": "Hij bedreigt mij."})
    assert taken.status_code == 201, taken.text
    found = await with_additions(chain, signal_id)
    assert (found["status"], found["aanvullingen"][0]["soort"]) == ("besloten", "intrekking")
    assert (await reporter(chain).get(f"/signalen/{signal_id}")).json()["status"] != "ingetrokken"
    again = await reporter(chain).post(f"/signalen/{signal_id}/intrekkingen", json={"reden": "Nog eens."})
    assert again.status_code == 409


async def test_the_same_report_twice_is_shown_as_a_double(chain: Chain) -> None:
    words = f"Zij slaapt in de loods {uuid4()}."
    first, second = [await chain.to_decide(omschrijving=words) for _ in range(2)]
    assert (await case(chain, first))["dubbelVan"] is None
    assert (await case(chain, second))["dubbelVan"] == first


async def test_a_signal_closed_by_mistake_is_taken_up_again(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    analyst = chain.api("enrichment", "analist")
    reason = {"reden": "Op de verkeerde knop gedrukt."}
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    path = f"/signalen/{signal_id}/beoordelingen/ongedaan"
    assert (await analyst.post(path, json=reason)).status_code == 409
    await chain.assess(signal_id, "niet-versterkt")
    await chain.status(signal_id, "niet-versterkt")
    undone = await analyst.post(path, json=reason)
    assert (undone.status_code, undone.json()["status"]) == (201, "te-beoordelen")
    await chain.status(signal_id, "ontvangen")
    signal = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    assert signal["vergissingOmdat"] == "Op de verkeerde knop gedrukt."
    assert signal["eerdereToelichting"] == "Zie eerdere melding."
    await chain.assess(signal_id)
    await chain.status(signal_id, "bij-aandachtfunctionaris")


async def test_who_reported_is_on_no_topic(chain: Chain) -> None:
    who = f"melder-nummer-{uuid4().hex}"
    mine = chain.api("intake", "melder-professional", who)
    school = {"naam": "Juf", "organisatie": "School", "sector": "onderwijs"}
    signal_id = (await mine.post("/signalen", json=signal_body(melder=school))).json()["id"]
    steps = {"stappen": [{"stap": 1, "gezetOp": "2026-11-16", "bevinding": "Gezien."}]}
    other_id = (await mine.post("/signalen", json=signal_body(acuteNood=True))).json()["id"]
    alert = (await mine.post("/alarmen", json={"situatie": "Bij de deur.", "signaalId": other_id})).json()["id"]
    for path, body in (
        (f"/signalen/{signal_id}/meldcode-stappen", steps),
        (f"/signalen/{other_id}/aanvullingen", {"tekst": "Nog iets."}),
        (f"/alarmen/{alert}/correcties", {"situatie": "Aan de overkant."}),
        (f"/alarmen/{alert}/intrekkingen", {"reden": "anders", "toelichting": "Zij is binnen."}),
        (f"/signalen/{other_id}/intrekkingen", {"reden": "Ik had het mis."}),
    ):
        answer = await mine.post(path, json=body)
        assert answer.status_code == 201, answer.text
    assert (await mine.get(f"/alarmen/{alert}")).json()["toelichtingIntrekking"] == "Zij is binnen."

    async def read() -> list[dict[str, Any]]:
        events = [json.loads(record.value) for record in await chain.all_records("trail.intake")]
        return [e for e in events if e["subject"] == alert and e["data"].get("operation") == "toonAlarm"]

    (looked,) = await until(read)
    assert looked["data"]["actor"] == "melder"
    records = await chain.all_records()
    assert not [record.topic for record in records if who.encode() in (record.value or b"")]
    async with chain.database("intake") as connection:
        assert await connection.fetchval("select reported_by from signal where signal_id = $1", other_id) == who
