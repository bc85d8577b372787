"""A case belongs to a municipality: another's people do not reach it, unless it is handed over to them for a time."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import httpx

from deploy.local.tokens import sign_token
from schemas.codes.municipality import NAMES
from tests.chain import until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.chain import Chain

NIJMEGEN, HEUMEN, WIJCHEN = ("GM0268",), ("GM0252",), ("GM0296",)
DECIDER = "aandachtfunctionaris"
SHARE: dict[str, Any] = {"gemeente": "GM0252", "reden": "slachtoffer-verhuisd", "grondslag": "wmo-2015-5-1-1"}


def at(chain: Chain, service: str, where: Sequence[str], role: str = DECIDER) -> httpx.AsyncClient:
    return chain.api(service, role, f"{role} {where[0]}", where)


async def ids(client: httpx.AsyncClient, path: str) -> set[str]:
    found: set[str] = set()
    answer = await client.get(path, params={"aantal": 200})
    while True:
        assert answer.status_code == 200, answer.text
        found |= {one.get("signaalId") or one["id"] for one in answer.json()["items"]}
        if not (following := answer.json().get("volgende")):
            return found
        answer = await client.get(path, params={"aantal": 200, "na": following})


async def handed_over(chain: Chain, signal_id: str, until_day: str = "2027-05-31", **changes: Any) -> str:
    given = await at(chain, "triage", NIJMEGEN).post(
        f"/signalen/{signal_id}/overdrachten", json={**SHARE, "tot": until_day, **changes}
    )
    assert given.status_code == 201, given.text
    return given.json()["id"]


async def test_another_municipality_neither_opens_nor_lists_nor_counts_a_case(chain: Chain) -> None:
    signal_id = await chain.to_decide(gemeente="GM0268")
    for where, there in ((NIJMEGEN, 200), (HEUMEN, 404), (WIJCHEN, 404)):
        assert (await at(chain, "triage", where).get(f"/signalen/{signal_id}")).status_code == there
        assert (await at(chain, "intake", where).get(f"/signalen/{signal_id}")).status_code == there
        assert (signal_id in await ids(at(chain, "triage", where), "/werkvoorraad")) is (there == 200)
    before = (await at(chain, "triage", HEUMEN).get("/werkvoorraad")).json()["aantal"]
    await chain.to_decide(gemeente="GM0268")
    assert (await at(chain, "triage", HEUMEN).get("/werkvoorraad")).json()["aantal"] == before


async def test_the_analyst_of_another_municipality_has_no_signal(chain: Chain) -> None:
    signal_id: str = (await chain.report(gemeente="GM0268"))["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    own, other = (at(chain, "enrichment", where, "analist") for where in (NIJMEGEN, HEUMEN))
    assert (await own.get(f"/signalen/{signal_id}")).status_code == 200
    refused = await other.get(f"/signalen/{signal_id}")
    unknown = await other.get("/signalen/01a20e4b-d384-7fe7-a815-81f0aba6c23f")
    assert (refused.status_code, refused.content) == (404, unknown.content)
    assert signal_id not in await ids(other, "/werkvoorraad")
    body = {"conclusie": "versterkt", "toelichting": "Van een ander."}
    assert (await other.post(f"/signalen/{signal_id}/beoordelingen", json=body)).status_code == 404


async def test_nobody_confirms_what_another_municipality_proposes(chain: Chain) -> None:
    signal_id = await chain.to_decide(gemeente="GM0268")
    await chain.decide(signal_id, ["ondermijnende-criminaliteit"], "riec")
    referral = await chain.referral(signal_id, "riec")
    for where, there in ((NIJMEGEN, 200), (HEUMEN, 404)):
        answer = await at(chain, "riec-referral", where).get(f"/verwijzingen/{referral['kenmerk']}")
        assert answer.status_code == there


async def test_a_case_is_handed_over_and_taken_back(chain: Chain) -> None:
    signal_id = await chain.to_decide(gemeente="GM0268")
    hand_over = await handed_over(chain, signal_id)
    heumen, wijchen = (at(chain, "triage", where) for where in (HEUMEN, WIJCHEN))
    seen = (await heumen.get(f"/signalen/{signal_id}")).json()
    assert [(one["gemeente"], one["geldt"]) for one in seen["overdrachten"]] == [("GM0252", True)]
    assert signal_id in await ids(heumen, "/werkvoorraad")
    further = await heumen.post(
        f"/signalen/{signal_id}/overdrachten", json={**SHARE, "gemeente": "GM0296", "tot": "2027-05-31"}
    )
    assert further.status_code == 403
    assert (await wijchen.get(f"/signalen/{signal_id}")).status_code == 404

    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    referral = await chain.referral(signal_id, "zorgcoordinator")
    follows = at(chain, "zorg-referral", HEUMEN)

    async def reached() -> bool:
        return (await follows.get(f"/verwijzingen/{referral['kenmerk']}")).status_code == 200

    async def gone() -> bool:
        return (await follows.get(f"/verwijzingen/{referral['kenmerk']}")).status_code == 404

    await until(reached)
    assert referral["kenmerk"] in {
        one["kenmerk"] for one in (await follows.get("/verwijzingen", params={"aantal": 200})).json()["items"]
    }
    ended = await heumen.post(f"/overdrachten/{hand_over}/beeindigingen", json={})
    assert (ended.status_code, ended.json()["geldt"]) == (201, False)
    assert (await heumen.get(f"/signalen/{signal_id}")).status_code == 404
    await until(gone)
    own = (await at(chain, "triage", NIJMEGEN).get(f"/signalen/{signal_id}")).json()
    assert [(one["gemeente"], one["geldt"]) for one in own["overdrachten"]] == [("GM0252", False)]
    again = await at(chain, "triage", NIJMEGEN).post(f"/overdrachten/{hand_over}/beeindigingen", json={})
    assert again.status_code == 409
    await handed_over(chain, signal_id)
    assert (await heumen.get(f"/signalen/{signal_id}")).status_code == 200


async def test_who_has_it_already_or_on_no_basis_gets_nothing(chain: Chain) -> None:
    signal_id = await chain.to_decide(gemeente="GM0268")
    for changes, field in (
        ({"gemeente": "GM0268"}, "gemeente"),
        ({"grondslag": "gewoon-handig"}, "grondslag"),
        ({"tot": "2028-06-01"}, "tot"),
        ({"reden": "anders"}, "toelichting"),
        ({"reden": "zomaar"}, "reden"),
    ):
        answer = await at(chain, "triage", NIJMEGEN).post(
            f"/signalen/{signal_id}/overdrachten", json={**SHARE, "tot": "2027-05-31", **changes}
        )
        assert answer.status_code == 400
        assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_the_municipality_that_is_responsible_gets_the_case_at_the_decision(chain: Chain) -> None:
    signal_id = await chain.to_decide(gemeente="GM0268")
    tiel = at(chain, "triage", ("GM0281",))
    assert (await tiel.get(f"/signalen/{signal_id}")).status_code == 404
    decided = await at(chain, "triage", NIJMEGEN).post(
        f"/signalen/{signal_id}/besluiten",
        json={
            "uitkomsten": ["zorg"],
            "ingeschrevenIn": "GM0281",
            "verwijzingen": [{"partner": "zorgcoordinator", "regie": True, "toelichting": "Zorg is nodig."}],
            "toestemming": {"gevraagd": True, "gegeven": True},
        },
    )
    assert decided.status_code == 201, decided.text
    assert (await tiel.get(f"/signalen/{signal_id}")).status_code == 200
    referral = await chain.referral(signal_id, "zorgcoordinator")
    for where in (NIJMEGEN, ("GM0281",)):
        answer = await at(chain, "zorg-referral", where).get(f"/verwijzingen/{referral['kenmerk']}")
        assert answer.status_code == 200


async def test_who_audits_for_a_municipality_sees_its_cases_and_of_the_log_what_everybody_does(chain: Chain) -> None:
    signal_id = await chain.to_decide(gemeente="GM0268")
    await chain.decide(signal_id, ["ondermijnende-criminaliteit"], "riec")
    reference = (await chain.referral(signal_id, "riec"))["kenmerk"]
    nijmegen, heumen = (at(chain, "audit", where, "auditor") for where in (NIJMEGEN, HEUMEN))
    district = chain.api("audit", "auditor", "auditor van het district")
    path = f"/verantwoordingen/{reference}"

    async def known() -> bool:
        return (await nijmegen.get(path)).status_code == 200

    await until(known)
    counted = (await district.get("/tellingen")).json()["items"]
    decisions = [one["partitie"] for one in counted if one["topic"] == "decision.riec"]
    for auditor, there in ((nijmegen, True), (heumen, False), (district, True)):
        assert (await auditor.get(path)).status_code == (200 if there else 404)
        assert (reference in (await auditor.get("/verstrekkingen?partner=riec")).text) is there
        asked = [f"/gebeurtenissen?topic=decision.riec&partitie={one}&limit=1000" for one in decisions]
        found = "".join([(await auditor.get(one)).text for one in asked])
        assert (b64encode(signal_id.encode()).decode() in found) is there
        where = tuple(NAMES) if auditor is district else NIJMEGEN
        token = sign_token(chain.root / "secrets", "auditor", "x", 1, where)
        async with httpx.AsyncClient(base_url=chain.addresses.urls["audit"], trust_env=False) as client:
            bundle = await client.get("/log/tile/entries/000.p/1", headers={"Authorization": f"Bearer {token}"})
            assert bundle.status_code == (200 if auditor is district else 403)
            assert (await client.get("/log/tile/0/000.p/1")).status_code == 200


async def test_an_alert_without_a_municipality_is_on_the_districts_duty_desk(chain: Chain) -> None:
    raised = await chain.api("intake", "melder-professional").post("/alarmen", json={"situatie": "Iemand is in nood."})
    alert = raised.json()["id"]
    assert (await at(chain, "intake", NIJMEGEN).get(f"/alarmen/{alert}")).status_code == 404
    assert (await chain.api("intake", DECIDER, "piket").get(f"/alarmen/{alert}")).status_code == 200
    raised = await chain.api("intake", "melder-professional").post(
        "/alarmen", json={"situatie": "Iemand is in nood.", "gemeente": "GM0268"}
    )
    for where, there in ((NIJMEGEN, 200), (HEUMEN, 404)):
        assert (await at(chain, "intake", where).get(f"/alarmen/{raised.json()['id']}")).status_code == there
