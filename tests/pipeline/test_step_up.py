"""What can't be undone asks for a second factor, just now (RFC 9470); the same by who has one goes through."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import jwt
import pytest

from demo.rules import confirmation
from deploy.local.tokens import SIGNING_KEY, sign_token
from schemas.catalogue import type_of
from schemas.events.audit import AccessRefused
from services.runtime.base.sign_on import Level
from services.triage.samples import SAMPLES
from tests.chain import decision_body, until

if TYPE_CHECKING:
    from tests.chain import Chain

CHALLENGE = 'Bearer realm="signaalketen", error="insufficient_user_authentication", acr_values="hoog", max_age="300"'
DESK = "aandachtfunctionaris"
SOME = str(uuid4())
HAND_OVER = {**SAMPLES["draagOver"]}
ALWAYS: list[tuple[str, str, str, str, dict[str, Any] | None]] = [
    ("audit", "auditor", "GET", f"/verantwoordingen/{SOME}", None),
    ("audit", "auditor", "GET", "/verstrekkingen?partner=riec", None),
    ("audit", "auditor", "GET", "/gebeurtenissen?topic=decision.riec", None),
    ("audit", "auditor", "POST", "/logzoekopdrachten", {"partner": "riec"}),
    ("audit", "auditor", "POST", "/inzageverzoeken", {"zoekwoorden": "Nergens Bekend"}),
    ("triage", DESK, "POST", f"/signalen/{SOME}/intrekkingen", {"reden": "Een vergissing."}),
    ("triage", DESK, "POST", f"/signalen/{SOME}/overdrachten", HAND_OVER),
    *((at, DESK, "POST", f"/signalen/{SOME}/opheffingen", {"reden": "afgehandeld"}) for at in ("intake", "triage")),
]


def weakly(chain: Chain, role: str, subject: str = "tester") -> dict[str, str]:
    """Signed on with a password."""
    return {"Authorization": f"Bearer {sign_token(chain.root / 'secrets', role, subject, 1, level=Level.BASIC)}"}


def refused(answer: httpx.Response) -> bool:
    """Whether it was for how the caller signed on, and says so in full."""
    if answer.status_code != 401:
        return False
    assert answer.headers["WWW-Authenticate"] == CHALLENGE
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("Hiervoor meldt u zich opnieuw aan, ook met uw tweede factor")
    return True


@pytest.mark.parametrize(("service", "role", "method", "path", "body"), ALWAYS, ids=lambda value: str(value)[:40])
async def test_always(
    chain: Chain, service: str, role: str, method: str, path: str, body: dict[str, Any] | None
) -> None:
    client = chain.api(service, role)
    assert refused(await client.request(method, path, json=body, headers=weakly(chain, role)))
    assert (await client.request(method, path, json=body)).status_code != 401


async def test_the_whole_log_is_for_who_stepped_up(chain: Chain) -> None:
    async with httpx.AsyncClient(base_url=chain.addresses.urls["audit"], trust_env=False) as client:
        assert refused(await client.get("/log/tile/entries/000.p/1", headers=weakly(chain, "auditor")))


async def test_an_order_to_the_riec_and_its_confirmation(chain: Chain) -> None:
    triage = chain.api("triage", DESK)
    signal_id = await chain.to_decide()
    path, body = f"/signalen/{signal_id}/besluiten", decision_body(["ondermijnende-criminaliteit"], "riec")
    assert refused(await triage.post(path, json=body, headers=weakly(chain, DESK)))
    assert (await triage.get(f"/signalen/{signal_id}")).json()["status"] == "te-beslissen", "nothing was stored"
    asked = await triage.post(path, json=body)
    assert asked.status_code == 201, asked.text
    proposal = f"/voorstellen/{asked.json()['id']}"
    second = chain.api("triage", DESK, "tweede")
    confirmed = confirmation((await second.get(proposal)).json())
    by_password = weakly(chain, DESK, "tweede")
    assert refused(await second.post(f"{proposal}/bevestigingen", json=confirmed, headers=by_password))
    assert (await second.post(f"{proposal}/bevestigingen", json=confirmed)).status_code == 201


async def test_an_order_to_care_alone_asks_for_none(chain: Chain) -> None:
    path, body = f"/signalen/{await chain.to_decide()}/besluiten", decision_body(["zorg"], "zorgcoordinator")
    answer = await chain.api("triage", DESK).post(path, json=body, headers=weakly(chain, DESK))
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("seconds", "is_refused"), [(0, False), (200, False), (301, True), (3600, True)])
async def test_long_ago_is_not_just_now(chain: Chain, seconds: int, *, is_refused: bool) -> None:
    secrets = chain.root / "secrets"
    claims = jwt.decode(sign_token(secrets, "auditor", "tester", 1), options={"verify_signature": False})
    own = json.loads((secrets / SIGNING_KEY).read_text("utf-8"))
    headers = {"kid": own["kid"], "typ": "at+jwt"}
    key = jwt.PyJWK.from_dict(own).key
    then = {**claims, "auth_time": claims["auth_time"] - seconds}
    old = {"Authorization": f"Bearer {jwt.encode(then, key, 'ES256', headers)}"}
    answer = await chain.api("audit", "auditor").get("/verstrekkingen?partner=riec", headers=old)
    assert refused(answer) is is_refused
    assert answer.status_code == (401 if is_refused else 200)


async def test_it_is_on_the_trail(chain: Chain) -> None:
    subject = f"zonder {uuid4().hex[:8]}"
    await chain.api("triage", DESK).post(
        f"/signalen/{SOME}/intrekkingen", json={"reden": "Een vergissing."}, headers=weakly(chain, DESK, subject)
    )

    async def told() -> list[dict[str, Any]]:
        events = [json.loads(record.value) for record in await chain.all_records("trail.triage")]
        return [e["data"] for e in events if e["type"] == type_of(AccessRefused) and e["data"]["actor"] == subject]

    (found,) = await until(told)
    assert (found["operation"], found["status"], found["objects"]) == ("trekZaakIn", 401, [SOME])


async def test_an_answer_to_the_riec_and_its_confirmation(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["ondermijnende-criminaliteit"], "riec")
    reference = (await chain.referral(signal_id, "riec"))["kenmerk"]
    question = {"reference": reference, "personal": {"question": "Wie nog meer?"}}
    await chain.reply("riec", "referral.more-information-asked", question)
    await chain.referral_in(signal_id, "riec", "meer-informatie-gevraagd")
    first, second = chain.api("riec-referral", DESK), chain.api("riec-referral", DESK, "tweede")
    path, body = f"/verwijzingen/{reference}/antwoorden", {"antwoord": "Iemand Anders."}
    assert refused(await first.post(path, json=body, headers=weakly(chain, DESK)))
    proposal = f"/antwoorden/{(await first.post(path, json=body)).json()['voorgesteldAntwoord']['id']}"
    seen = confirmation((await second.get(proposal)).json())
    assert refused(await second.post(f"{proposal}/bevestigingen", json=seen, headers=weakly(chain, DESK, "tweede")))
    assert (await second.post(f"{proposal}/bevestigingen", json=seen)).status_code == 201


async def test_a_correction_of_what_the_riec_gets(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg", "ondermijnende-criminaliteit"], "riec", "zorgcoordinator")
    await chain.referral(signal_id, "riec")
    path, triage = f"/signalen/{signal_id}/correcties", chain.api("triage", DESK)
    people = [{"rol": "verdachte", "naam": "Iemand Anders"}]
    to_riec = {"reden": "Een ander.", "betrokkenen": people}
    assert refused(await triage.post(path, json=to_riec, headers=weakly(chain, DESK)))
    to_care = {"reden": "Meer hulp.", "hulpvraag": "Ook een arts."}
    answer = await triage.post(path, json=to_care, headers=weakly(chain, DESK))
    assert answer.status_code == 201, answer.text
