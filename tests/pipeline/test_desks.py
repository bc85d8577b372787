"""What a desk needs of the APIs: a look before it sends, whose hands a case is in, whether it is still as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.chain import decision_body, until

if TYPE_CHECKING:
    from tests.chain import Chain, Json

DESKS = (("enrichment", "analist"), ("triage", "aandachtfunctionaris"))


async def at_desk(chain: Chain, service: str) -> str:
    if service == "triage":
        return await chain.to_decide()
    signal_id: str = (await chain.report())["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    return signal_id


async def on_trail(chain: Chain, service: str, signal_id: str) -> list[Json]:
    async with chain.database(service) as connection:
        rows = await connection.fetch(
            "select value from outbox where topic = $1 and value is not null and"
            " position(convert_to($2, 'UTF8') in value) > 0 order by position",
            f"trail.{service}",
            signal_id,
        )
    return [json.loads(row["value"]) for row in rows]


async def test_what_each_partner_would_get_is_what_it_gets(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    body = decision_body(["zorg"], "zorgcoordinator", "comensha")
    preview = (await desk.post(f"/signalen/{signal_id}/besluitvoorbeelden", json=body)).json()
    assert preview["wachtOpTweede"] == []
    assert preview["tweedeFactorNodig"] is False
    case = (await desk.get(f"/signalen/{signal_id}")).json()
    assert (case["status"], case["besluiten"]) == ("te-beslissen", [])
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator", "comensha")
    for shown in preview["verstrekkingen"]:
        sent: dict[str, Any] = await chain.referred(signal_id, shown["partner"])
        assert {**shown["inhoud"], "reference": sent["reference"]} == sent


async def test_a_look_ahead_names_every_broken_rule_and_stores_nothing(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    refused = await desk.post(f"/signalen/{signal_id}/besluitvoorbeelden", json={"uitkomsten": ["zorg"]})
    decided = await desk.post(f"/signalen/{signal_id}/besluiten", json={"uitkomsten": ["zorg"]})
    assert (refused.status_code, refused.json()["errors"]) == (decided.status_code, decided.json()["errors"])
    riec = decision_body(["ondermijnende-criminaliteit"], "riec")
    preview = (await desk.post(f"/signalen/{signal_id}/besluitvoorbeelden", json=riec)).json()
    assert preview["wachtOpTweede"]
    assert preview["tweedeFactorNodig"] is True
    question = {"partner": "nla", "vraag": "Bekend?", "antwoordVoor": "2027-01-04"}
    asked = (await desk.post(f"/signalen/{signal_id}/consultatievoorbeelden", json=question)).json()
    assert [one["partner"] for one in asked["verstrekkingen"]] == ["nla"]
    assert (await desk.get(f"/signalen/{signal_id}")).json()["consultaties"] == []
    looks = [event for event in await on_trail(chain, "triage", signal_id) if "content-read" in event["type"]]
    assert {"toonBesluitvoorbeeld", "toonConsultatievoorbeeld"} <= {event["data"]["operation"] for event in looks}


@pytest.mark.parametrize(("service", "role"), DESKS)
async def test_a_case_is_taken_given_taken_over_and_put_back(chain: Chain, service: str, role: str) -> None:
    signal_id = await at_desk(chain, service)
    path = f"/signalen/{signal_id}"
    first, second = (chain.api(service, role, f"{role} {number}") for number in (1, 2))
    taken = await first.post(f"{path}/behandelaars", json={})
    assert taken.status_code == 201, taken.text
    assert (await first.get(path)).json()["behandeling"] == {**taken.json()["behandeling"], "eigen": True}
    assert (await second.get(path)).json()["behandeling"]["eigen"] is False
    assert (await second.post(f"{path}/behandelaars", json={})).status_code == 409
    assert (await second.post(f"{path}/behandelaars", json={"overnemen": True})).status_code == 201
    assert (await first.get("/werkvoorraad")).status_code == 200
    given = await second.post(f"{path}/behandelaars", json={"aan": f"{role} 1"})
    assert given.json()["behandeling"]["gebruiker"] == f"{role} 1"
    all_of_first = (await second.post("/behandelaars/overnames", json={"van": f"{role} 1"})).json()
    assert signal_id in all_of_first["ids"]
    assert (await second.post(f"{path}/teruggaven", json={})).json().get("behandeling") is None
    assert (await second.post(f"{path}/teruggaven", json={})).status_code == 409
    kinds = [event["type"].split(".")[-2] for event in await on_trail(chain, service, signal_id)]
    assert [kind for kind in kinds if kind.startswith("case-")] == ["case-taken"] * 4 + ["case-put-back"]


@pytest.mark.parametrize(("service", "role"), DESKS)
async def test_a_case_goes_only_to_who_is_at_this_desk_for_its_municipality(
    chain: Chain, service: str, role: str
) -> None:
    signal_id = await at_desk(chain, service)
    nobody, elsewhere, here = (f"{role} {where} {signal_id}" for where in ("nowhere", "elsewhere", "here"))
    for who, town in ((elsewhere, "GM0225"), (here, "GM0268")):
        assert (await chain.api(service, role, who, [town]).get("/werkvoorraad")).status_code == 200
    giver = chain.api(service, role)

    async def given(to: str) -> int:
        answer = await giver.post(f"/signalen/{signal_id}/behandelaars", json={"aan": to})
        if answer.status_code == 400:
            (error,) = answer.json()["errors"]
            assert error["field"] == "aan"
        return answer.status_code

    assert [await given(who) for who in (nobody, elsewhere, here)] == [400, 400, 201]
    async with chain.owner(service) as connection:
        await connection.execute("update colleague set seen_on = seen_on - 31 where subject = $1", here)

    async def forgotten() -> bool:
        return await given(here) == 400

    await until(forgotten)


@pytest.mark.parametrize(("service", "role"), DESKS)
async def test_a_note_is_in_the_file_and_in_no_event(chain: Chain, service: str, role: str) -> None:
    signal_id = await at_desk(chain, service)
    api, words = chain.api(service, role), f"Belt terug over {signal_id[-6:]}."
    assert (await api.post(f"/signalen/{signal_id}/notities", json={"tekst": words})).status_code == 201
    (note,) = (await api.get(f"/signalen/{signal_id}")).json()["notities"]
    assert (note["tekst"], note["geschrevenDoor"]) == (words, "tester")
    assert all(words not in json.dumps(event) for event in await on_trail(chain, service, signal_id))


@pytest.mark.parametrize(("service", "role"), DESKS)
async def test_who_acts_on_what_is_not_so_any_more_is_told_how_it_is(chain: Chain, service: str, role: str) -> None:
    signal_id = await at_desk(chain, service)
    api, path = chain.api(service, role), f"/signalen/{signal_id}"

    async def looked_up() -> bool:
        found = (await api.get(path)).json()
        return all(one["status"] != "wordt-opgezocht" for one in found.get("opzoekingen", [])) and found.get(
            "verbandenGezocht", True
        )

    await until(looked_up)
    seen = (await api.get(path)).headers["ETag"]
    noted = {"tekst": "Van een ander, intussen."}
    assert (await api.post(f"{path}/notities", json=noted, headers={"If-Match": seen})).status_code == 201
    late = {"If-Match": seen, "Idempotency-Key": f"laat-{signal_id}"}
    refused = await api.post(f"{path}/notities", json={"tekst": "Te laat."}, headers=late)
    assert refused.status_code == 412
    assert [one["tekst"] for one in refused.json()["nu"]["notities"]] == [noted["tekst"]]
    assert refused.headers["ETag"] != seen
    again = {**late, "If-Match": refused.headers["ETag"]}
    assert (await api.post(f"{path}/notities", json={"tekst": "Toch."}, headers=again)).status_code == 201
    assert [one["tekst"] for one in (await api.get(path)).json()["notities"]] == [noted["tekst"], "Toch."]


async def test_for_what_somebody_reads_is_on_record(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    desk = chain.api("triage", "aandachtfunctionaris")
    assert (await desk.get(f"/signalen/{signal_id}", headers={"Doel": "overleg"})).status_code == 200
    looks = [event["data"] for event in await on_trail(chain, "triage", signal_id) if "content-read" in event["type"]]
    assert looks[-1]["facts"] == {"purpose": "overleg"}
    for wrong in ("verantwoording", "nieuwsgierig"):
        refused = await desk.get(f"/signalen/{signal_id}", headers={"Doel": wrong})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "Doel")


async def test_the_analyst_asks_for_what_is_in_nobodys_hands_and_what_is_in_his(chain: Chain) -> None:
    mine, free = [await at_desk(chain, "enrichment") for _ in range(2)]
    api = chain.api("enrichment", "analist", "eigen lijst")
    assert (await api.post(f"/signalen/{mine}/behandelaars", json={})).status_code == 201

    async def listed(hands: str | None) -> tuple[int, set[str]]:
        params: dict[str, Any] = {"limit": 500, **({"behandelaar": hands} if hands else {})}
        page = (await api.get("/werkvoorraad", params=params)).json()
        found = {one["id"] for one in page["items"]}
        while following := page["volgende"]:
            page = (await api.get("/werkvoorraad", params={**params, "na": following})).json()
            found |= {one["id"] for one in page["items"]}
        return page["aantal"], found

    assert await listed("ik") == (1, {mine})
    count, unhandled = await listed("niemand")
    assert free in unhandled
    assert mine not in unhandled
    assert count == len(unhandled)
    assert {mine, free} <= (await listed(None))[1]
    assert (await api.get("/werkvoorraad", params={"behandelaar": "x"})).status_code == 400
