"""BGS 1.16(1): a partnership that does not take a case in destroys what it got, and confirms that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.chain import until

if TYPE_CHECKING:
    from tests.chain import Chain

ZVH = "zvh-rijk-van-nijmegen"
REMOVAL = "nl.signaalketen.referral.removal-asked.v1"


async def events(chain: Chain, partner: str, reference: str) -> list[dict[str, Any]]:
    records = [json.loads(record.value) for record in await chain.read(partner, f"referral.{partner}")]
    return [event for event in records if event["subject"] == reference]


async def test_a_declined_case_is_destroyed_and_that_is_confirmed(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg-en-strafrechtelijk"], ZVH, "zorgcoordinator")
    reference = (await chain.referral(signal_id, ZVH))["kenmerk"]
    beside = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    for partner, one in ((ZVH, reference), ("zorgcoordinator", beside)):
        await chain.reply(partner, "referral.declined", {"reference": one, "reason": "niet-bevoegd"})
    await chain.status(signal_id, "bij-aandachtfunctionaris")

    async def asked() -> dict[str, Any] | None:
        found = [event for event in await events(chain, ZVH, reference) if event["type"] == REMOVAL]
        return found[0]["data"] if found else None

    removal = await until(asked)
    assert removal["article"] == "BGS 1.16, eerste lid"
    shown = await chain.at("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{reference}")
    (notice,) = shown["berichten"]
    assert (shown["status"], notice["soort"], notice["bevestigdOp"]) == ("afgewezen", "verwijdering", None)
    confirmed = {"reference": reference, "notice": removal["notice"]}
    await chain.reply(ZVH, "referral.confirmed", confirmed)

    async def done() -> bool:
        after = await chain.at("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{reference}")
        return after["berichten"][0]["bevestigdOp"] is not None

    await until(done)
    other = await chain.at("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{beside}")
    assert (other["status"], other["berichten"]) == ("afgewezen", []), "no law says that of the zorgcoördinator"
