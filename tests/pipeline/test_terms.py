"""What waits too long is escalated, and what was kept long enough goes."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from services.casework.terms.domain import day_of, working_days_after
from services.runtime.operate import comparison
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
    (error,) = refused.json()["errors"]
    assert error["field"] == "stappen.0.gezetOp"
    assert error["rule"].startswith("ligt in de toekomst")
    async with chain.database("intake") as connection:
        desk = chain.api("intake", "aandachtfunctionaris")
        not_late = (await desk.get("/wachtend", params={"alleen": "te-laat", "limit": 500})).json()["items"]
        assert signal_id not in [one["id"] for one in not_late]
        await connection.execute("update signal set status_since = '2026-01-05' where signal_id = $1", signal_id)

    async def escalated() -> dict[str, Any] | None:
        waiting = (await desk.get("/wachtend", params={"alleen": "te-laat"})).json()["items"]
        return next((one for one in waiting if one["id"] == signal_id), None)

    found = await until(escalated)
    assert (found["teLaat"], found["aanZet"], found["uiterlijkOp"]) == (True, "melder", "2026-01-12")
    assert (await desk.post(f"{path}/overnames", json={"reden": "melder-reageert-niet"})).status_code == 201
    assert (await desk.post(f"{path}/overnames", json={"reden": "kan-niet-wachten"})).status_code == 409
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
        keys = {table.name: table.key for table in await comparison.tables(connection, {})}
        kept = {
            (table, column): await connection.fetch(
                f"select {column}, {', '.join(keys[table])} from {table} where signal_id = any($1::uuid[])", signals
            )
            for table, column in places
        }
        for table, column in places:
            await connection.execute(
                f"update {table} set {column} = '2026-01-05' where signal_id = any($1::uuid[])", signals
            )
        yield
        for (table, column), rows in kept.items():
            same = " and ".join(f"{key} = ${place}" for place, key in enumerate(keys[table], 2))
            for row in rows:
                await connection.execute(f"update {table} set {column} = $1 where {same}", *row)


async def test_content_goes_by_itself_on_record_unless_it_is_held(chain: Chain) -> None:
    desk = chain.api("enrichment", "analist")
    held: str = (await chain.report(locatie=None))["id"]
    other: str = (await chain.report(locatie=None))["id"]
    for signal_id in (held, other):
        await chain.assess(signal_id, "niet-versterkt")
    stop = f"/signalen/{held}/vernietigingsstops"
    why = {"reden": "klacht", "toelichting": "Haar zus belde."}
    assert (await desk.post(stop, json=why)).status_code == 201
    assert (await desk.post(stop, json=why)).status_code == 409

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
        late = await desk.post(f"/signalen/{other}/vernietigingsstops", json={"reden": "onderzoek"})
        assert (late.status_code, bool(late.json()["vernietigdOp"])) == (201, True)
        assert (
            await desk.post(
                f"/signalen/{held}/opheffingen", json={"reden": "afgehandeld", "toelichting": "Zij weet het."}
            )
        ).status_code == 201
        await until(both)
    async with chain.database("enrichment") as connection:
        row = await connection.fetchrow("select content, state from signal where signal_id = $1", held)
        words = await connection.fetchrow("select * from hold where signal_id = $1", held)
    assert row
    assert (row["content"], row["state"]) == (None, "niet-versterkt")
    assert words
    assert (words["reason"], words["lift_reason"]) == ("klacht", "afgehandeld")
    assert (words["explanation"], words["lift_explanation"]) == (None, None)


async def test_a_withdrawn_case_goes_after_its_month(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    await chain.referral(signal_id, "zorgcoordinator")  # docs/status.md: one that crosses it replays otherwise
    withdrawn = await desk.post(f"/signalen/{signal_id}/intrekkingen", json={"reden": "Een vergissing."})
    assert withdrawn.status_code == 201

    async def followed() -> bool:
        case = await chain.to_decide_on(signal_id)
        return [one["status"] for one in case["verwijzingen"]] == ["ingetrokken"]

    await until(followed)

    async def gone() -> bool:
        case = await chain.to_decide_on(signal_id)
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


async def test_words_about_a_referral_go_once_none_of_its_signal_is_under_way(chain: Chain) -> None:
    ended, busy = await chain.to_decide(), await chain.to_decide()
    await chain.decide(ended, ["zorg"], "zorgcoordinator")
    await chain.decide(busy, ["zorg"], "zorgcoordinator", "veilig-thuis")
    desk = chain.api("zorg-referral", "aandachtfunctionaris")

    async def revoke(signal_id: str, partner: str) -> tuple[str, str]:
        reference: str = (await chain.referral(signal_id, partner))["kenmerk"]
        revoked = await desk.post(f"/verwijzingen/{reference}/intrekkingen", json={"reden": "Niet nodig gebleken."})
        assert revoked.status_code == 201, revoked.text
        (notice,) = revoked.json()["berichten"]
        return reference, notice["bericht"]

    reference, notice = await revoke(ended, "zorgcoordinator")
    kept, _ = await revoke(busy, "zorgcoordinator")

    async def words(of: str) -> str | None:
        (step,) = (await desk.get(f"/verwijzingen/{of}")).json()["stappen"]
        return step["toelichting"]

    async def gone(of: str = reference) -> bool:
        return await words(of) is None

    async with long_ago(chain, "zorg-referral", [("referral", "state_since")], ended, busy):
        await until(gone)
        assert await words(kept) == "Niet nodig gebleken."
    await revoke(busy, "veilig-thuis")
    async with long_ago(chain, "zorg-referral", [("referral", "state_since")], busy):
        await until(lambda: gone(kept))
    items = (await desk.get("/vernietigingen")).json()["items"]
    assert {(i["soort"], i["vernietigenNa"]) for i in items if i["id"] in (ended, busy)} == {
        ("ingetrokken", "2026-02-04")
    }
    await chain.reply("zorgcoordinator", "referral.confirmed", {"reference": reference, "notice": notice})

    async def confirmed() -> bool:
        (shown,) = (await desk.get(f"/verwijzingen/{reference}")).json()["berichten"]
        return (shown["bericht"], shown["soort"]) == (notice, "intrekking") and bool(shown["bevestigdOp"])

    await until(confirmed)


async def test_who_reported_goes_when_the_signal_ended_and_the_police_answered(chain: Chain) -> None:
    alarmed = await chain.report(acuteNood=True, locatie=None)
    signal_id: str = alarmed["id"]
    other: str = (await chain.report(locatie=None))["id"]
    for one in (signal_id, other):
        await chain.assess(one, "niet-versterkt")
        await chain.status(one, "niet-versterkt")
    reporter, desk = chain.api("intake", "melder-professional"), chain.api("intake", "aandachtfunctionaris")

    async def gone(of: str) -> bool:
        return (await reporter.get(f"/signalen/{of}")).status_code == 404

    async with long_ago(chain, "intake", [("signal", "status_since")], signal_id, other):
        await until(lambda: gone(other))
        assert not await gone(signal_id)
        await chain.reply("politie", "alert.acknowledged", {"reference": alarmed["alarm"]})
        await until(lambda: gone(signal_id))
    assert (await desk.get(f"/signalen/{signal_id}")).json()["status"] == "niet-versterkt"
    items = (await desk.get("/vernietigingen")).json()["items"]
    assert [(i["soort"], i["vernietigenNa"]) for i in items if i["id"] == signal_id] == [
        ("niet-versterkt", "2026-07-04")
    ]
    assert (await desk.get(f"/alarmen/{alarmed['alarm']}")).json()["ontvangenDoorPolitieOp"]
    async with chain.database("intake") as connection:
        raised_by = await connection.fetchval("select raised_by from alert where alert_id = $1", alarmed["alarm"])
    assert raised_by == ""


async def test_a_question_nobody_answers_is_escalated_and_extended(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    response = await desk.post(
        f"/signalen/{signal_id}/consultaties", json={"partner": "politie", "vraag": "Is dit bekend?"}
    )
    assert response.status_code == 201, response.text
    reference = response.json()["kenmerk"]
    assert response.json()["antwoordVoor"] == working_days_after(day_of(datetime.now(UTC)), 5).isoformat()
    async with chain.database("triage") as connection:
        await connection.execute("update consultation set answer_by = '2026-01-05' where reference = $1", reference)

    async def escalated() -> bool:
        case = await chain.to_decide_on(signal_id)
        (asked,) = case["consultaties"]
        return bool(asked.get("geescaleerdOp"))

    await until(escalated)
    later = working_days_after(day_of(datetime.now(UTC)), 20).isoformat()
    extended = await desk.post(f"/consultaties/{reference}/verlengingen", json={"antwoordVoor": later})
    assert extended.status_code == 201, extended.text
    assert extended.json()["teLaat"] is False
    (reminder,) = await chain.notices("politie", "consult", "reminded", reference)
    assert reminder == {"reference": reference, "answer_by": later}
    trail = [json.loads(r.value)["data"] for r in await chain.all_records() if r.topic == "trail.triage"]
    (recorded,) = [data for data in trail if data.get("waiting") == reference]
    assert (recorded["due_on"], recorded["owner"]) == ("2026-01-05", "aandachtfunctionaris")


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


async def test_advice_that_is_not_recorded_in_time_is_escalated(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    today = day_of(datetime.now(UTC)).isoformat()
    table = {"tafel": "mdo-mensenhandel", "op": today, "deelnemers": ["aandachtfunctionaris", "politie"]}
    put_on = await desk.post(f"/signalen/{signal_id}/casustafels", json=table)
    assert put_on.status_code == 201, put_on.text
    item_id: str = put_on.json()["id"]

    async def shown() -> dict[str, Any]:
        found = await desk.get(f"/casustafels/{item_id}")
        return found.json()

    async def escalated() -> bool:
        return bool((await shown())["geescaleerdOp"])

    assert not await escalated()
    async with long_ago(chain, "triage", [("agenda_item", "held_on")], signal_id):
        await until(escalated)
        assert (await shown())["uiterlijkOp"] == "2026-01-07"
    (recorded,) = await escalations(chain, "triage", item_id)
    assert recorded == {
        "about": signal_id,
        "awaited": "advies",
        "due_on": "2026-01-07",
        "owner": "aandachtfunctionaris",
    }
    taken_off = await desk.post(f"/casustafels/{item_id}/afmeldingen", json={"reden": "Geen tafel gehouden."})
    assert taken_off.status_code == 201
    assert taken_off.json()["geescaleerdOp"]


async def escalations(chain: Chain, service: str, waiting: str) -> list[dict[str, Any]]:
    """What the trail says of what was escalated about this."""
    said = ("about", "awaited", "due_on", "owner")

    async def recorded() -> list[dict[str, Any]]:
        trail = [json.loads(r.value)["data"] for r in await chain.all_records() if r.topic == f"trail.{service}"]
        return [{name: data[name] for name in said} for data in trail if data.get("waiting") == waiting]

    return await until(recorded)


async def escalated_notice(chain: Chain, service: str, path: str) -> dict[str, Any]:
    """The one notice at this path, after its term has passed."""
    desk = chain.api(service, "aandachtfunctionaris")

    async def escalated() -> dict[str, Any] | None:
        (notice,) = (await desk.get(path)).json()["berichten"]
        return notice if notice["geescaleerdOp"] else None

    (notice,) = (await desk.get(path)).json()["berichten"]
    assert notice["geescaleerdOp"] is None
    async with chain.database(service) as connection:
        sent_at = await connection.fetchval("select sent_at from notice where notice = $1", notice["bericht"])
        await connection.execute("update notice set sent_at = '2026-01-05' where notice = $1", notice["bericht"])
        found = await until(escalated)
        await connection.execute("update notice set sent_at = $2 where notice = $1", notice["bericht"], sent_at)
    return found


async def test_what_a_partner_does_not_confirm_in_time_is_escalated(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    path = f"/signalen/{signal_id}"
    asked = await desk.post(f"{path}/consultaties", json={"partner": "politie", "vraag": "Is dit bekend?"})
    assert asked.status_code == 201, asked.text
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference: str = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    assert (await desk.post(f"{path}/intrekkingen", json={"reden": "Een vergissing."})).status_code == 201
    await chain.referral_in(signal_id, "zorgcoordinator", "ingetrokken")

    question = await escalated_notice(chain, "triage", f"{path}/wijzigingen")
    referral = await escalated_notice(chain, "zorg-referral", f"/verwijzingen/{reference}")
    assert (question["teLaat"], question["uiterlijkOp"]) == (True, "2026-01-07")
    for service, notice, of in (("triage", question, asked.json()["kenmerk"]), ("zorg-referral", referral, reference)):
        (recorded,) = await escalations(chain, service, notice["bericht"])
        assert recorded == {"about": of, "awaited": "bevestiging", "due_on": "2026-01-07", "owner": "partner"}

    confirmation = {"reference": reference, "notice": referral["bericht"]}
    await chain.reply("zorgcoordinator", "referral.confirmed", confirmation)

    async def confirmed() -> dict[str, Any] | None:
        shown = await chain.at("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{reference}")
        return None if shown["nietBevestigd"] else shown["berichten"][0]

    after_all = await until(confirmed)
    assert (after_all["teLaat"], bool(after_all["geescaleerdOp"])) == (False, True)
