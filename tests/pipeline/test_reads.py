"""Every look is on record: each GET of each service, with content in place, by somebody of its own.

What is asked is generated from the OpenAPI documents, so a new operation that is neither on the trail nor reasoned in
``WITHOUT_CONTENT`` fails here.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import pytest_asyncio

from cli.schemas import service as service_of
from schemas.catalogue import type_of
from schemas.codes.flow import UserRole
from schemas.events.audit import ContentRead
from schemas.registry import SERVICES
from services.runtime.service import api
from services.tlog.tiles import BUNDLE, WIDTH, width_at
from services.tlog.tiles import path as tile_path
from tests.chain import decision_body, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.chain import Chain

Json = dict[str, Any]

MARK = "Merkteken"
"""In every free text of the case that is looked at."""

_RUN = uuid4().hex[:8]


def _reader(what: str) -> str:
    """Somebody who reads this alone, also on a chain that stood before."""
    return f"lezer {what} {_RUN}"


WITHOUT_CONTENT = {
    **dict.fromkeys(
        (f"{name} toonDoorstroom" for name in SERVICES if name not in ("audit", "administration")),
        "numbers, and none that is small",
    ),
    **dict.fromkeys(
        (
            "triage toonFunctionarissen",
            *(f"administration toonInstel{what}" for what in ("lingen", "voorstellen", "voorstel")),
        ),
        "how the chain is set up, and who has which function: nothing of a case",
    ),
    **dict.fromkeys(
        (f"{name} toonCodeteksten" for name in SERVICES if "referral" not in name),
        "what codes are called, the same for everybody",
    ),
    "intake toonIndicatoren": "the published list, the same for everybody",
    "intake toonMeldroutes": "the published routes, the same for everybody",
    "intake toonEigenSignalen": "where one's own reports stand, in codes; never what is in them",
    "intake toonStatus": "where a report stands, in a code; the desk's words on a signal taken over are on record",
    "intake toonWachtend": "which reports wait and since when, in codes",
    "enrichment toonStand": "how many there are, by municipality",
    "triage toonStand": "how many there are, by municipality and what is to be done",
    "enrichment toonWerkvoorraad": "codes and points; who opens a signal is on record",
    "zorg-referral toonVerwijzingen": "partner, basis and state, in codes; who opens a referral is on record",
    "riec-referral toonVerwijzingen": "partner, basis and state, in codes; who opens a referral is on record",
    "intake toonVernietigingen": "ids, codes and days of what is gone",
    "enrichment toonVernietigingen": "ids, codes and days of what is gone",
    "triage toonVernietigingen": "ids, codes and days of what is gone",
    "zorg-referral toonVernietigingen": "ids, codes and days of what is gone",
    "riec-referral toonVernietigingen": "ids, codes and days of what is gone",
    "audit toonGetuigen": "names of witnesses, and how far they are",
    "audit toonTellingen": "how many records there are, by partition",
}


HOLDS = (
    ("intake", "aandachtfunctionaris"),
    ("enrichment", "analist"),
    ("triage", "aandachtfunctionaris"),
    ("zorg-referral", "aandachtfunctionaris"),
    ("riec-referral", "aandachtfunctionaris"),
)


@dataclass(frozen=True, slots=True)
class Looked:
    """A case with words in it everywhere, and one that came back from its partner."""

    alert: str
    analysts: str
    signal_id: str
    question: str
    referrals: dict[str, str]
    answers: dict[str, str]
    """Of each referral, the answer that waits for a second person."""

    proposal: str
    returned: str
    item: str
    """Of the case that came back, on an agenda."""
    setting: str
    """What an administrator proposed."""

    def ids(self, service: str, path: str) -> dict[str, str]:
        """What to ask this path of this service about."""
        other = {
            "/alarmen": self.alert,
            "/voorstellen": self.setting if service == "administration" else self.proposal,
            "/antwoorden": self.answers.get(service, ""),
            "/casustafels": self.item,
        }
        if found := next((one for start, one in other.items() if path.startswith(f"{start}/")), None):
            return {"id": found}
        signal_id = self.analysts if service == "enrichment" else self.signal_id
        return {"id": signal_id, "kenmerk": self.referrals.get(service, self.referrals["zorg-referral"])}

    def known(self) -> set[str]:
        of_one = {self.alert, self.analysts, self.signal_id, self.question, self.proposal, self.returned, self.item}
        return {*of_one, *self.referrals.values(), *self.answers.values()}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def looked(chain: Chain) -> Looked:
    person = [{"rol": "slachtoffer", "naam": f"{MARK} Gelezen"}]
    raised = await chain.api("intake", "melder-professional").post("/alarmen", json={"situatie": f"{MARK} in nood"})
    analysts: str = (await chain.report(omschrijving=f"{MARK} aan tafel", betrokkenen=person))["id"]
    await chain.at("enrichment", "analist", f"/signalen/{analysts}")
    signal_id = await chain.to_decide(omschrijving=f"{MARK} te beslissen", betrokkenen=person)
    question = await _post(
        chain, f"/signalen/{signal_id}/consultaties", {"partner": "politie", "vraag": f"{MARK} bekend?"}
    )
    orders = decision_body(["zorg", "ondermijnende-criminaliteit"], "zorgcoordinator", "riec")
    orders["verwijzingen"][0]["grondslag"] = "wmo-2015-5-2-1"  # one that asks for no consent
    against = {**orders, "toestemming": {"gevraagd": True, "gegeven": False, "reden": "gevaar-voor-anderen"}}
    decided = await _post(chain, f"/signalen/{signal_id}/besluiten", against)
    await chain.confirm("triage", f"/voorstellen/{decided['id']}")
    waiting = await chain.to_decide(omschrijving=f"{MARK} voor het RIEC", betrokkenen=person)
    proposal: str = (await _post(chain, f"/signalen/{waiting}/besluiten", orders))["id"]
    await _post(chain, f"/signalen/{signal_id}/correcties", {"reden": MARK, "hulpvraag": MARK})
    referrals = {
        "zorg-referral": await _asked(chain, signal_id, "zorgcoordinator"),
        "riec-referral": await _asked(chain, signal_id, "riec"),
    }
    answers = {service: await _answered(chain, service, one) for service, one in referrals.items()}
    alert: str = raised.json()["id"]
    for service, role in HOLDS:
        held = {"intake": alert, "enrichment": analysts}.get(service, signal_id)
        why = {"reden": "anders", "toelichting": MARK}
        stop = await chain.api(service, role).post(f"/signalen/{held}/vernietigingsstops", json=why)
        assert stop.status_code == 201, stop.text
    withdrawn = {"reden": "anders", "toelichting": MARK}
    gone = await chain.api("intake", "melder-professional").post(f"/alarmen/{alert}/intrekkingen", json=withdrawn)
    assert gone.status_code == 201, gone.text
    returned, item = await _returned(chain, person)
    setting = await _proposed(chain)
    return Looked(
        alert, analysts, signal_id, question["kenmerk"], referrals, answers, proposal, returned, item, setting
    )


async def _proposed(chain: Chain) -> str:
    """A focal point of a department of its own, as an administrator would have it."""
    asked: Json = {
        "soort": "accenthouder",
        "naam": f"GM0268.{uuid4()}",
        "ingangsdatum": (datetime.now(UTC) + timedelta(days=9)).date().isoformat(),
        "reden": "evaluatie",
        "waarde": {"personen": []},
    }
    answer = await chain.api("administration", "beheerder").post("/voorstellen", json=asked)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def _post(chain: Chain, path: str, body: Json, service: str = "triage") -> Json:
    answer = await chain.api(service, "aandachtfunctionaris").post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _asked(chain: Chain, signal_id: str, partner: str) -> str:
    """A referral about which its partner asked something."""
    reference: str = (await chain.referral(signal_id, partner))["kenmerk"]
    await chain.reply(partner, "referral.received", {"reference": reference})
    question = {"reference": reference, "personal": {"question": f"{MARK} van {partner}?"}}
    await chain.reply(partner, "referral.more-information-asked", question)
    await chain.referral_in(signal_id, partner, "meer-informatie-gevraagd")
    return reference


async def _answered(chain: Chain, service: str, reference: str) -> str:
    """An answer that a second person has not seen yet."""
    proposed = await _post(chain, f"/verwijzingen/{reference}/antwoorden", {"antwoord": MARK}, service)
    return proposed["voorgesteldAntwoord"]["id"]


async def _returned(chain: Chain, person: list[Json]) -> tuple[str, str]:
    """A case that came back, in the partner's own words, and is on an agenda; and its item there."""
    signal_id = await chain.to_decide(omschrijving=f"{MARK} terug", betrokkenen=person)
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    await chain.reply("zorgcoordinator", "referral.received", {"reference": reference})
    refused = {"reference": reference, "reason": "niet-bevoegd", "personal": {"explanation": f"{MARK} hoort elders"}}
    await chain.reply("zorgcoordinator", "referral.declined", refused)

    async def back() -> bool:
        listed = (await chain.api("triage", "aandachtfunctionaris").get("/werkvoorraad?limit=500")).json()["items"]
        return any(one["id"] == signal_id and one["teruggekomen"] for one in listed)

    await until(back)
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    planned = {"tafel": "mdo-mensenhandel", "op": day, "deelnemers": ["aandachtfunctionaris", "politie"]}
    item = await _post(chain, f"/signalen/{signal_id}/casustafels", planned)
    return signal_id, item["id"]


def _gets() -> Iterator[tuple[str, str, str]]:
    """Service, path and operation of each GET."""
    for name in SERVICES:
        for path, item in api(service_of(name)).openapi()["paths"].items():
            if "get" in item:
                yield name, path, item["get"]["operationId"]


LONG = ("/casustafels", "/vernietigingsstops", "/verwijzingen", "/wachtend", "/werkvoorraad")


async def _asked_for(chain: Chain, looked: Looked, service: str, path: str) -> tuple[str, Json]:
    query: Json = {"limit": 500} if path in LONG else {}
    if path == "/gebeurtenissen":
        kept = (await chain.at("audit", "auditor", "/tellingen"))["items"]
        query = next({k: one[k] for k in ("topic", "partitie")} for one in kept if one["topic"] == "signal.received")
    if path == "/verstrekkingen":
        query = {"partner": "zorgcoordinator"}
    return path.format_map(looked.ids(service, path)), query


async def _read(chain: Chain, service: str, operation: str, path: str, query: Json) -> httpx.Response:
    """By somebody who does nothing else, in the highest role that may."""
    for role in reversed(UserRole):
        answer = await chain.api(service, role, _reader(f"{service} {operation}")).get(path, params=query)
        if answer.status_code not in (403, 404):  # a reporter finds only what is its own
            return answer
    raise AssertionError(f"{service} {operation}: nobody may read {path}")


def _shown(answer: httpx.Response, looked: Looked) -> set[str]:
    if answer.url.path.endswith("/gebeurtenissen"):  # in base64, of one partition
        return {base64.b64decode(item["sleutel"]).decode() for item in answer.json()["items"]}
    return {one for one in looked.known() if one in answer.text or one in str(answer.url)}


async def _on_trail(chain: Chain, service: str, actor: str) -> list[Json]:
    records = [json.loads(record.value) for record in await chain.all_records(f"trail.{service}")]
    reads = [event["data"] for event in records if event["type"] == type_of(ContentRead)]
    return [data for data in reads if data["actor"] == actor]


@pytest.mark.parametrize(("service", "path", "operation"), list(_gets()), ids=lambda value: str(value).strip("/"))
async def test_who_looks_is_on_record_with_what_was_shown(
    chain: Chain, looked: Looked, service: str, path: str, operation: str
) -> None:
    answer = await _read(chain, service, operation, *await _asked_for(chain, looked, service, path))
    assert answer.status_code == 200, answer.text
    if f"{service} {operation}" in WITHOUT_CONTENT:
        assert MARK not in answer.text
        return

    async def recorded() -> list[Json]:
        return await _on_trail(chain, service, _reader(f"{service} {operation}"))

    reads = await until(recorded)
    assert {data["operation"] for data in reads} == {operation}
    objects = {one for data in reads for one in data["objects"]}
    assert _shown(answer, looked) & objects, "what was shown is not on record"


def test_nothing_is_excused_that_is_not_there() -> None:
    there = {f"{service} {operation}" for service, _, operation in _gets()}
    assert WITHOUT_CONTENT.keys() <= there


async def test_an_answer_that_tells_more_than_was_asked_is_a_look_too(chain: Chain, looked: Looked) -> None:
    reader = _reader("antwoorden")
    for service, path, body in (
        ("triage", f"/consultaties/{looked.question}/verlengingen", {}),
        ("zorg-referral", f"/antwoorden/{looked.answers['zorg-referral']}/afwijzingen", {}),
        ("riec-referral", f"/verwijzingen/{looked.referrals['riec-referral']}/intrekkingen", {"reden": MARK}),
    ):
        answer = await chain.api(service, "aandachtfunctionaris", reader).post(path, json=body)
        assert answer.status_code == 201, answer.text
        assert MARK in answer.text
        (read,) = await until(lambda service=service: _on_trail(chain, service, reader))
        assert set(read["objects"]) & looked.known()


async def test_a_bundle_of_the_log_is_read_once_a_day_with_what_it_is_about(chain: Chain, looked: Looked) -> None:
    signed = await until(lambda: _signed(chain))
    reader, bundle = _reader("log"), (signed - 1) // WIDTH
    width = width_at(signed, (BUNDLE, bundle))
    url = f"{chain.addresses.urls['audit']}/log/{tile_path((BUNDLE, bundle), width)}"
    client = chain.api("audit", "auditor", reader)
    for _ in range(2):
        assert (await client.get(url)).status_code == 200
    await client.get("/verstrekkingen", params={"partner": "veilig-thuis"})  # after it, in the same log

    async def both() -> list[Json]:
        found = await _on_trail(chain, "audit", reader)
        return found if any(data["operation"] == "toonVerstrekkingen" for data in found) else []

    (read,) = [data for data in await until(both) if data["operation"] == "entry_bundle"]
    assert read["facts"] == {"bundle": str(bundle), "entries": f"{bundle * WIDTH}-{bundle * WIDTH + width - 1}"}
    assert read["objects"]


async def _signed(chain: Chain) -> int:
    async with chain.database("audit") as connection:
        return await connection.fetchval("select max(size) from checkpoint where witnessed is not null") or 0
