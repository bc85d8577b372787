"""What two administrators agree on holds from its day on, everywhere; what was before is judged as before."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx

from deploy.local.tokens import sign, sign_token
from schemas.catalogue import type_of
from schemas.events.acts.administration import ChangeConfirmed
from schemas.events.setting import SettingChanged
from services.casework.settings import store
from services.casework.terms.domain import day_of, start_of
from services.runtime.base.sign_on import Level
from tests.chain import until
from tests.command import signaalketen
from tests.pipeline.test_step_up import refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.chain import Chain

Json = dict[str, Any]
READERS = ("intake", "enrichment", "triage", "zorg-referral", "riec-referral")


def today() -> date:
    return day_of(datetime.now(UTC))


TOMORROW = today() + timedelta(days=1)
NORM: Json = {
    "soort": "normtijd",
    "naam": "melder-antwoordt",
    "ingangsdatum": TOMORROW.isoformat(),
    "reden": "afspraak-district",
    "waarde": {"werkdagen": 1},
}


def one(chain: Chain, subject: str = "beheerder een") -> httpx.AsyncClient:
    return chain.api("administration", "beheerder", subject)


def two(chain: Chain) -> httpx.AsyncClient:
    return one(chain, "beheerder twee")


async def proposed(chain: Chain, **changes: Any) -> Json:
    answer = await one(chain).post("/voorstellen", json={**NORM, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def agreed(chain: Chain, **changes: Any) -> Json:
    """Proposed by one and confirmed by another."""
    made = await proposed(chain, **changes)
    answer = await two(chain).post(f"/voorstellen/{made['id']}/bevestigingen", json={})
    assert answer.status_code == 201, answer.text
    return made


def of_its_own() -> Json:
    """A setting that no other test touches: what is set stays, for the log says so."""
    return {
        "soort": "accenthouder",
        "naam": f"GM0268.{uuid4()}",
        "reden": "personele-wisseling",
        "waarde": {"personen": []},
    }


async def known_everywhere(chain: Chain, change: str) -> None:
    for service in READERS:
        async with chain.database(service) as connection:
            there = "select exists (select from setting where change_id = $1)"
            await until(lambda connection=connection, there=there: connection.fetchval(there, UUID(change)))


async def test_a_norm_time_from_proposal_to_a_case_of_after_it(chain: Chain) -> None:
    signal_id = (await chain.report())["id"]
    await chain.assess(signal_id, "meer-informatie-nodig")
    await chain.status(signal_id, "meer-informatie-gevraagd")
    change = (await agreed(chain))["id"]
    await known_everywhere(chain, change)

    async def waits() -> Json:
        found = await chain.api("intake", "analist").get("/wachtend?limit=500")
        return next(one for one in found.json()["items"] if one["id"] == signal_id)

    async with chain.database("intake") as connection:
        settings = await store.read(connection)
        assert [settings.working_days("melder-antwoordt", day) for day in (today(), TOMORROW)] == [5, 1]
    before = (await waits())["uiterlijkOp"]
    async with chain.owner("intake") as connection:
        update = "update signal set status_since = $2 where signal_id = $1"
        since = await connection.fetchval("select status_since from signal where signal_id = $1", UUID(signal_id))
        await connection.execute(update, UUID(signal_id), start_of(TOMORROW))
        after = (await waits())["uiterlijkOp"]
        await connection.execute(update, UUID(signal_id), since)
    assert after < before, "the one of tomorrow waits one working day, that of today five"


async def test_a_text_of_a_code_is_told_whoever_asks_with_its_day(chain: Chain) -> None:
    """By every service that a desk may know alone: also by audit, which keeps nothing but the log."""
    text = "herstel van een fout"
    await agreed(chain, soort="codetekst", naam="instelreden.herstel", waarde={"tekst": text})
    wanted = [{"sinds": "2000-01-01", "tekst": "herstel"}, {"sinds": TOMORROW.isoformat(), "tekst": text}]
    for service in ("intake", "enrichment", "triage", "administration", "audit"):

        async def told(service: str = service) -> bool:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.get(f"{chain.addresses.urls[service]}/v1/codeteksten")
            found = [one for one in answer.json()["items"] if (one["lijst"], one["code"]) == ("instelreden", "herstel")]
            return [one["versies"] for one in found] == [wanted]

        await until(told)


async def test_it_is_on_the_trail_and_told_once(chain: Chain) -> None:
    change = (await agreed(chain))["id"]

    async def told() -> list[Json]:
        records = await chain.all_records("setting.changed", "trail.administration")
        found = [json.loads(record.value) for record in records]
        return [event for event in found if event["data"].get("change_id") == change]

    async def all_of_it() -> list[Json]:
        found = await told()
        return found if len(found) == 3 else []

    events = {event["type"]: event["data"] for event in await until(all_of_it)}
    confirmed = events[type_of(ChangeConfirmed)]
    assert (confirmed["actor"], confirmed["proposed_by"]) == ("beheerder twee", "beheerder een")
    assert events[type_of(SettingChanged)]["value"] == {"working_days": 1}


async def test_nobody_confirms_what_he_proposed(chain: Chain) -> None:
    made = await proposed(chain, **of_its_own())
    own = await one(chain).post(f"/voorstellen/{made['id']}/bevestigingen", json={})
    assert own.status_code == 403, own.text
    assert own.json()["detail"] == "Wie iets voorstelt bevestigt het niet zelf."
    async with chain.database("administration") as connection:
        nothing = "select not exists (select from setting where change_id = $1)"
        assert await connection.fetchval(nothing, UUID(made["id"]))
    another = await two(chain).post(f"/voorstellen/{made['id']}/bevestigingen", json={})
    assert another.status_code == 201, another.text


async def test_confirming_asks_for_a_second_factor(chain: Chain) -> None:
    made = await proposed(chain, **of_its_own())
    weak = sign_token(chain.root / "secrets", "beheerder", "beheerder twee", 1, level=Level.BASIC)
    headers = {"Authorization": f"Bearer {weak}"}
    assert refused(await two(chain).post(f"/voorstellen/{made['id']}/bevestigingen", json={}, headers=headers))


async def test_what_is_settled_or_came_too_late_is_not_confirmed(chain: Chain) -> None:
    settled = await agreed(chain, **of_its_own())
    again = await two(chain).post(f"/voorstellen/{settled['id']}/bevestigingen", json={})
    assert again.status_code == 404
    late = await proposed(chain, **of_its_own())
    async with chain.owner("administration") as connection:
        passed = "update proposal set effective_on = $2 where change_id = $1"
        await connection.execute(passed, UUID(late["id"]), today())
        answer = await two(chain).post(f"/voorstellen/{late['id']}/bevestigingen", json={})
        await connection.execute(passed, UUID(late["id"]), TOMORROW)
    assert (answer.status_code, "te dichtbij" in answer.json()["detail"]) == (409, True)


async def test_of_two_about_the_same_the_second_is_stale_once_the_first_is_confirmed(chain: Chain) -> None:
    setting = of_its_own()
    first, second = [await proposed(chain, **setting) for _ in range(2)]
    assert (await two(chain).post(f"/voorstellen/{first['id']}/bevestigingen", json={})).status_code == 201
    answer = await two(chain).post(f"/voorstellen/{second['id']}/bevestigingen", json={})
    assert (answer.status_code, "intussen anders ingesteld" in answer.json()["detail"]) == (409, True)


async def test_who_saw_another_proposal_is_told_so(chain: Chain) -> None:
    made = await proposed(chain, **of_its_own())
    path = f"/voorstellen/{made['id']}"
    seen = await two(chain).get(path)
    stale = await two(chain).post(f"{path}/bevestigingen", json={}, headers={"If-Match": '"iets anders"'})
    assert (stale.status_code, stale.json()["nu"]["waarde"]) == (412, {"personen": []})
    done = await two(chain).post(f"{path}/bevestigingen", json={}, headers={"If-Match": seen.headers["ETag"]})
    assert done.status_code == 201, done.text


async def test_what_waits_is_there_for_the_other_until_it_is_taken_back(chain: Chain) -> None:
    made = await proposed(chain, **of_its_own())

    async def waiting() -> list[Json]:
        items = (await two(chain).get("/voorstellen?limit=500")).json()["items"]
        return [item for item in items if item["id"] == made["id"]]

    (item,) = await waiting()
    assert (item["eigen"], item["nu"], item["voorgesteldDoor"]) == (False, {"personen": []}, "beheerder een")
    taken_back = await one(chain).post(f"/voorstellen/{made['id']}/afwijzingen", json={"reden": "ingetrokken"})
    assert taken_back.status_code == 201, taken_back.text
    assert await waiting() == []


async def test_the_same_request_twice_is_one_proposal(chain: Chain) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    asked = {**NORM, **of_its_own()}
    answers = [await one(chain).post("/voorstellen", json=asked, headers=key) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]


async def test_everything_wrong_is_said_at_once_in_dutch(chain: Chain) -> None:
    wrong = {**NORM, "soort": "bewaartermijn", "naam": "zaak-afgesloten", "waarde": {"dagen": 3650}}
    answer = await one(chain).post("/voorstellen", json={**wrong, "ingangsdatum": today().isoformat()})
    assert answer.status_code == 400
    said = {error["field"]: error["rule"] for error in answer.json()["errors"]}
    assert said == {
        "ingangsdatum": f"gaat op zijn vroegst morgen in, bijvoorbeeld {TOMORROW}",
        "waarde.dagen": "is hoogstens 1825 dagen (Wgs 1.8, zevende lid: hoogstens vijf jaar)",
    }
    several = await one(chain).post("/voorstellen", json={**NORM, "waarde": {"werkdagen": 1, "dagen": 2}})
    assert several.status_code == 400
    assert several.json()["errors"][0]["field"] == "waarde"


async def test_what_is_set_on_a_day_and_what_it_was(chain: Chain) -> None:
    await agreed(chain)

    async def on(day: date) -> Json:
        query = {"op": day.isoformat(), "soort": "normtijd", "limit": 500}
        items = (await one(chain).get("/instellingen", params=query)).json()["items"]
        return next(item for item in items if item["naam"] == "melder-antwoordt")

    assert (await on(today()))["waarde"] == {"werkdagen": 5}
    after = await on(TOMORROW)
    assert (after["waarde"], after["sinds"]) == ({"werkdagen": 1}, TOMORROW.isoformat())
    versions = [(one["sinds"], one["waarde"]) for one in after["versies"]]
    assert (versions[0], versions[-1]) == (
        ("2000-01-01", {"werkdagen": 5}),
        (TOMORROW.isoformat(), {"werkdagen": 1}),
    )


PEOPLE: Json = {
    "personen": [
        {"naam": "Annet Aandacht", "email": "annet@example.nl", "van": "2026-01-01"},
        {
            "naam": "Vera Vervanger",
            "email": "vera@example.nl",
            "vervangt": True,
            "van": "2026-01-01",
            "totEnMet": (TOMORROW + timedelta(days=30)).isoformat(),
        },
    ]
}


@asynccontextmanager
async def administrator_of(chain: Chain, municipality: str) -> AsyncGenerator[httpx.AsyncClient]:
    held = [{"rol": "beheerder", "gemeenten": [municipality]}]
    token = sign(chain.root / "secrets", held, f"beheerder van {municipality}", 1)
    url = f"{chain.addresses.urls['administration']}/v1"
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30, trust_env=False) as client:
        yield client


async def test_who_is_who_is_for_the_administrators_of_that_municipality(chain: Chain) -> None:
    asked = {
        **NORM,
        "soort": "aandachtfunctionaris",
        "naam": "GM0268",
        "reden": "personele-wisseling",
        "waarde": PEOPLE,
    }
    async with administrator_of(chain, "GM0268") as here, administrator_of(chain, "GM0252") as there:
        assert (await there.post("/voorstellen", json=asked)).status_code == 403
        assert (await here.post("/voorstellen", json=NORM)).status_code == 403, (
            "the chain's own is not a municipality's"
        )
        made = (await here.post("/voorstellen", json=asked)).json()["id"]
        assert made not in (await there.get("/voorstellen?limit=500")).text
        assert (await there.get(f"/voorstellen/{made}")).status_code == 404
        assert (await there.post(f"/voorstellen/{made}/bevestigingen", json={})).status_code == 404
        assert (await there.post(f"/voorstellen/{made}/afwijzingen", json={"reden": "onjuist"})).status_code == 404
        refusal = await here.post(f"/voorstellen/{made}/afwijzingen", json={"reden": "onjuist"})
        assert refusal.status_code == 201, refusal.text
    async with chain.database("administration") as connection:
        kept = await connection.fetchval("select value from proposal where change_id = $1", UUID(made))
        assert kept is None, "who would have been, is forgotten"


async def test_a_case_shows_who_is_who_in_its_municipality(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    department = str(uuid4())
    setting = [("aandachtfunctionaris", "GM0268"), ("accenthouder", f"GM0268.{department}")]
    made = [await agreed(chain, soort=kind, naam=name, waarde=PEOPLE) for kind, name in setting]
    for change in made:
        await known_everywhere(chain, change["id"])
    async with chain.owner("triage") as connection:
        begun = "update setting set effective_on = $1 where change_id = any($2)"
        changes = [UUID(change["id"]) for change in made]
        await connection.execute(begun, today(), changes)
        answer = await chain.api("triage", "aandachtfunctionaris").get(f"/signalen/{signal_id}/functionarissen")
        await connection.execute(begun, TOMORROW, changes)
    shown = answer.json()
    assert shown["gemeente"] == "GM0268"
    names = [(one["naam"], one["email"], one["vervangt"]) for one in shown["aandachtfunctionarissen"]]
    assert names == [("Annet Aandacht", "annet@example.nl", False), ("Vera Vervanger", "vera@example.nl", True)]
    assert [one["naam"] for one in shown["accenthouders"] if one["afdeling"] == department] == [
        "Annet Aandacht",
        "Vera Vervanger",
    ]


async def test_what_is_set_follows_from_the_log(chain: Chain) -> None:
    """Also in a service that only goes by it."""
    change = (await agreed(chain))["id"]
    await known_everywhere(chain, change)
    for service in ("administration", "intake"):

        async def same(service: str = service) -> bool:
            said = await signaalketen(chain.root, "audit", "replay", service, "--json")
            assert said.code in (0, 1), said.err
            return [one for one in said.json()[0]["differences"] if "setting" in one or "proposal" in one] == []

        await until(same)
