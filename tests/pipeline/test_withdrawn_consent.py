"""AVG 7(3): consent that is withdrawn after the referral reaches everyone who received it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.chain import decision_body, until

if TYPE_CHECKING:
    from tests.chain import Chain

REFUSED = {"gevraagd": True, "gegeven": False, "reden": "gevaar-voor-anderen"}
ADULT = [{"rol": "slachtoffer", "naam": "Slachtoffer Een", "minderjarig": False}]


async def got(chain: Chain, partner: str, reference: str) -> list[dict[str, Any]]:
    records = [json.loads(record.value) for record in await chain.read(partner, f"referral.{partner}")]
    return [event for event in records if event["subject"] == reference]


async def test_withdrawn_consent_reaches_everyone_who_received_it(chain: Chain) -> None:
    signal_id = await chain.to_decide(betrokkenen=ADULT)
    await chain.decide(signal_id, ["zorg"], "veilig-thuis", "comensha")
    director = (await chain.referral(signal_id, "veilig-thuis"))["kenmerk"]
    beside = (await chain.referral(signal_id, "comensha"))["kenmerk"]
    desk = chain.api("triage", "aandachtfunctionaris")
    said = await desk.post(f"/signalen/{signal_id}/toestemmingen", json=REFUSED)
    assert said.status_code == 201, said.text

    async def heard(partner: str, reference: str) -> str | None:
        events = await got(chain, partner, reference)
        return events[1]["type"] if len(events) > 1 else None

    told = "nl.signaalketen.referral"
    assert await until(lambda: heard("comensha", beside)) == f"{told}.revoked.v1", "it rested on that consent"
    assert await until(lambda: heard("veilig-thuis", director)) == f"{told}.veilig-thuis-corrected.v1"
    (_, corrected) = await got(chain, "veilig-thuis", director)
    assert corrected["data"]["consent"]["given"] is False
    ended = await chain.at("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{beside}")
    assert (ended["status"], len(ended["berichten"])) == ("ingetrokken", 1)
    question = {"reference": director, "personal": {"question": "Waar is zij te bereiken?"}}
    await chain.reply("veilig-thuis", "referral.more-information-asked", question)

    async def asked() -> bool:
        shown = await chain.at("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{director}")
        return shown["status"] == "meer-informatie-gevraagd"

    await until(asked)
    answered = await chain.api("zorg-referral", "aandachtfunctionaris").post(
        f"/verwijzingen/{director}/antwoorden", json={"antwoord": "Bij haar zus."}
    )
    assert answered.status_code == 201, answered.text
    waits = answered.json()["voorgesteldAntwoord"]["wachtOpTweede"]
    assert waits == ["toestemming-geweigerd"], "a refusal after the referral is known where it is answered"


async def test_a_refusal_in_a_later_decision_is_heard_as_well(chain: Chain) -> None:
    signal_id = await chain.to_decide(betrokkenen=ADULT)
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    first = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    declined = {"reference": first, "reason": "geen-capaciteit"}
    await chain.reply("zorgcoordinator", "referral.declined", declined)
    await chain.status(signal_id, "bij-aandachtfunctionaris")
    desk = chain.api("triage", "aandachtfunctionaris")
    again = decision_body(["zorg"], "zorgcoordinator")
    reason = await desk.post(f"/signalen/{signal_id}/besluiten", json={**again, "toestemming": REFUSED})
    assert reason.status_code == 400
    (error,) = reason.json()["errors"]
    assert error["field"] == "verwijzingen.0.grondslag"
    assert "geen reden vervangt haar" in error["rule"]
    other = {**decision_body(["zorg"], "veilig-thuis"), "toestemming": REFUSED}
    proposed = await desk.post(f"/signalen/{signal_id}/besluiten", json=other)
    assert proposed.status_code == 201, proposed.text

    async def ended() -> bool:
        shown = await chain.at("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{first}")
        return shown["status"] == "ingetrokken"

    await until(ended)
