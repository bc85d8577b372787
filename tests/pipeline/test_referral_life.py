"""A referral from sent to its end: replies, questions, declines, corrections, withdrawals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from schemas.registry import partners
from tests.chain import decision_body, until

if TYPE_CHECKING:
    from tests.chain import Chain

ZVH = "zvh-rijk-van-nijmegen"


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
    await chain.referred(signal_id, "veilig-thuis")
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
    assert (await chain.referred(signal_id, "zorgcoordinator"))["director"] is True


async def test_a_correction_and_a_withdrawal_reach_everyone_who_has_a_part(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    path = f"/signalen/{signal_id}"
    question = {"partner": "politie", "vraag": "Is dit bekend?"}
    asked = (await desk.post(f"{path}/consultaties", json=question)).json()["kenmerk"]
    await chain.decide(signal_id, ["zorg-en-strafrechtelijk"], ZVH, "zorgcoordinator")
    reference = (await chain.referral(signal_id, ZVH))["kenmerk"]
    care = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    await chain.reply("zorgcoordinator", "referral.declined", {"reference": care, "reason": "geen-capaciteit"})
    await chain.referral_in(signal_id, "zorgcoordinator", "afgewezen")
    people = [{"rol": "slachtoffer", "naam": "Slachtoffer Een"}, {"rol": "verdachte", "naam": "Verdachte Drie"}]
    corrected = await desk.post(f"{path}/correcties", json={"reden": "Verkeerde naam.", "betrokkenen": people})
    assert corrected.status_code == 201, corrected.text
    if corrected.json()["wachtOpTweede"]:
        await chain.confirm("triage", f"/voorstellen/{corrected.json()['voorstel']}")
    assert corrected.json()["geconsulteerdePartners"] == ["politie"]
    assert corrected.json()["verwezenPartners"] == ["zorgcoordinator", ZVH]  # the telephone number is gone as well
    (again,) = await chain.notices(ZVH, "referral", f"{ZVH}-corrected", reference)
    assert again["personal"]["suspects"][0]["name"] == "Verdachte Drie"
    assert "Verkeerde naam" not in json.dumps(again)
    (question,) = await chain.notices("politie", "consult", "politie-corrected", asked)
    assert question["personal"]["people"][1]["name"] == "Verdachte Drie"
    (declined,) = await chain.notices("zorgcoordinator", "referral", "zorgcoordinator-corrected", care)
    assert "suspects" not in declined["personal"]
    await chain.reply(ZVH, "referral.confirmed", {"reference": reference, "notice": again["notice"]})

    withdrawn = await desk.post(f"{path}/intrekkingen", json={"reden": "Het ging om een ander pand."})
    assert withdrawn.status_code == 201, withdrawn.text
    await chain.status(signal_id, "ingetrokken")
    (last,) = await chain.notices(ZVH, "referral", "revoked", reference)
    (closed,) = await chain.notices("politie", "consult", "withdrawn", asked)
    await chain.notices("zorgcoordinator", "referral", "revoked", care)
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

    async def refused() -> list[dict[str, Any]]:
        events = [json.loads(record.value) for record in await chain.read("veilig-thuis", "referral.veilig-thuis")]
        return [event["data"] for event in events if event["type"] == "nl.signaalketen.reply.refused.v1"]

    earlier = len(await refused())
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
        found = (await refused())[earlier:]
        return found if len(found) >= 5 else None

    told = await until(refusals)
    assert [refusal["reason"] for refusal in told] == ["contract", "contract", "reference", "transition", "source"]
    assert told[3]["rules"] == ["na in-behandeling kan alleen: afgerond"]
    assert (await chain.referral(signal_id, "veilig-thuis"))["status"] == "in-behandeling"
    assert (await chain.referral(signal_id, "zorgcoordinator"))["status"] == "verzonden"


async def test_a_reply_is_taken_with_all_that_cloudevents_allows(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "veilig-thuis")
    reference = (await chain.referral(signal_id, "veilig-thuis"))["kenmerk"]
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:nld:oin:{partners()['veilig-thuis'].oin}:systeem:x",
        "type": "nl.signaalketen.referral.declined.v1",
        "subject": reference.upper(),
        "time": "2026-11-24T10:00:00Z",
        "datacontenttype": "application/json; charset=utf-8",
        "dataschema": None,
        "tracestate": "rojo=00f067aa0ba902b7",
        "partitionkey": "x",
        "data": {"reference": reference.upper(), "reason": "geen-capaciteit", "personal": None},
    }
    await chain.send("veilig-thuis", b"\xef\xbb\xbf" + json.dumps(event).encode())

    async def declined() -> bool:
        return bool((await chain.referral(signal_id, "veilig-thuis"))["status"] == "afgewezen")

    await until(declined)
