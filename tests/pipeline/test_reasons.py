"""A reason that must be given is kept, and shown to whom it concerns; it lifts nothing that is another desk's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.chain import Chain

Json = dict[str, Any]
HELD: Json = {"reden": "klacht", "toelichting": "Zij klaagde op 3 november."}
SETTLED: Json = {"reden": "anders", "toelichting": "De klachtencommissie is klaar."}


async def stops(client: httpx.AsyncClient, signal_id: str, **query: str) -> Json:
    items = (await client.get("/vernietigingsstops", params={"limit": 500, **query})).json()["items"]
    return next((one for one in items if one["id"] == signal_id), Json())


async def test_why_a_stop_was_placed_and_lifted_can_be_read(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk, path = chain.api("triage", "aandachtfunctionaris"), f"/signalen/{signal_id}"
    assert (await desk.post(f"{path}/vernietigingsstops", json=HELD)).status_code == 201
    shown = await stops(desk, signal_id)
    assert (shown["reden"], shown["toelichting"]) == (HELD["reden"], HELD["toelichting"])
    assert (await desk.post(f"{path}/opheffingen", json=SETTLED)).status_code == 201
    assert await stops(desk, signal_id) == {}
    lifted = await stops(desk, signal_id, opgeheven="true")
    assert (lifted["redenOpheffing"], lifted["toelichtingOpheffing"]) == (SETTLED["reden"], SETTLED["toelichting"])


async def test_a_lower_desk_lifts_no_stop_of_a_higher_one_and_reads_no_words_of_it(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    analyst, higher = (chain.api("enrichment", role) for role in ("analist", "aandachtfunctionaris"))
    path = f"/signalen/{signal_id}"
    assert (await higher.post(f"{path}/vernietigingsstops", json=HELD)).status_code == 201
    shown = await stops(analyst, signal_id)
    assert (shown["reden"], shown.get("toelichting")) == (HELD["reden"], None)
    assert (await analyst.post(f"{path}/opheffingen", json=SETTLED)).status_code == 403
    assert (await higher.post(f"{path}/opheffingen", json=SETTLED)).status_code == 201
    assert (await analyst.post(f"{path}/vernietigingsstops", json=HELD)).status_code == 201
    assert (await higher.post(f"{path}/opheffingen", json=SETTLED)).status_code == 201


@pytest.mark.parametrize("service", ["intake", "enrichment", "triage", "zorg-referral", "riec-referral"])
async def test_nothing_is_held_that_is_not_there(chain: Chain, service: str) -> None:
    desk = chain.api(service, "aandachtfunctionaris")
    assert (await desk.post(f"/signalen/{uuid4()}/vernietigingsstops", json=HELD)).status_code == 404


async def test_what_the_riec_table_holds_an_analyst_does_not_see(chain: Chain) -> None:
    for service in ("triage", "zorg-referral", "riec-referral"):
        for path in ("/vernietigingsstops", "/vernietigingen"):
            assert (await chain.api(service, "analist").get(path)).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "reden"),
        ({"reden": "zomaar"}, "reden"),
        ({"reden": "anders"}, "toelichting"),
        ({"reden": "anders", "toelichting": " "}, "toelichting"),
    ],
)
async def test_a_reason_is_one_of_the_list_or_is_told(chain: Chain, body: Json, field: str) -> None:
    signal_id = await chain.to_decide()
    reporter = chain.api("intake", "melder-professional")
    alert = (await reporter.post("/alarmen", json={"situatie": f"In nood: {signal_id}."})).json()["id"]
    for service, role, path in (
        ("triage", "aandachtfunctionaris", "vernietigingsstops"),
        ("triage", "aandachtfunctionaris", "opheffingen"),
        ("intake", "aandachtfunctionaris", "overnames"),
    ):
        refused = await chain.api(service, role).post(f"/signalen/{signal_id}/{path}", json=body)
        assert refused.status_code == 400, refused.text
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    withdrawn = await reporter.post(f"/alarmen/{alert}/intrekkingen", json=body)
    assert [error["field"] for error in withdrawn.json()["errors"]] == [field]


async def test_why_an_alert_was_withdrawn_is_told_to_who_raised_it(chain: Chain) -> None:
    reporter, desk = chain.api("intake", "melder-professional", "alarmeerder"), chain.api("intake", "analist")
    alert = (
        await reporter.post("/alarmen", json={"situatie": "Hij staat hier voor de deur.", "gemeente": "GM0268"})
    ).json()["id"]
    why = {"reden": "hulp-al-ter-plaatse", "toelichting": "De wijkagent was er al."}
    assert (await desk.post(f"/alarmen/{alert}/intrekkingen", json=why)).status_code == 201
    told = (await reporter.get(f"/alarmen/{alert}")).json()
    assert (told["redenIntrekking"], told["toelichtingIntrekking"]) == (why["reden"], why["toelichting"])


async def test_why_a_signal_was_taken_over_is_kept(chain: Chain) -> None:
    signal_id: str = (await chain.report(melder={"naam": "Juf", "organisatie": "School", "sector": "onderwijs"}))["id"]
    path, why = f"/signalen/{signal_id}", {"reden": "kan-niet-wachten", "toelichting": "Zij vertrekt morgen."}
    assert (await chain.api("intake", "aandachtfunctionaris").post(f"{path}/overnames", json=why)).status_code == 201
    for role, shown in (("analist", why), ("melder-professional", {**why, "toelichting": None})):
        assert (await chain.api("intake", role).get(path)).json()["overgenomen"] == shown
