"""What waits too long is escalated, and what was kept long enough goes."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from services.runtime.working_days import after, day_of
from tests.chain import until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.chain import Chain


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
    held: str = (await chain.report(locatie=None))["id"]
    other: str = (await chain.report(locatie=None))["id"]
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
    (reminder,) = await chain.notices("politie", "consult", "reminded", reference)
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
