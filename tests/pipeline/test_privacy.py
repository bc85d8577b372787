"""No personal value outside the sealed or addressed part: canaries go in everywhere and are looked for everywhere."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from schemas.envelope import MAX_BYTES
from tests.chain import signal_body, until

if TYPE_CHECKING:
    from tests.chain import Chain

CANARY = "Kanarie"


def canaries() -> dict[str, Any]:
    """A report in which every personal field holds a canary of its own."""
    return {
        "omschrijving": f"{CANARY}omschrijving",
        "melder": {
            "naam": f"{CANARY}melder",
            "organisatie": f"{CANARY}organisatie",
            "functie": f"{CANARY}functie",
            "telefoon": "0699999991",
            "email": f"{CANARY}@example.nl",
            "sector": "gemeente",
        },
        "betrokkenen": [
            {"rol": "slachtoffer", "naam": f"{CANARY}slachtoffer", "veiligContact": f"{CANARY}contact"},
            {"rol": "verdachte", "naam": f"{CANARY}verdachte"},
            {"rol": "getuige", "naam": f"{CANARY}getuige"},
        ],
        "locatie": {"straat": f"{CANARY}straat", "postcode": "6511PP", "huisnummer": 9},
        "bedrijf": {"naam": f"{CANARY}bedrijf"},
        "kentekens": [f"{CANARY}K1"],
        "hulpvraag": f"{CANARY}hulpvraag",
    }


async def test_canaries_stay_where_they_belong(chain: Chain) -> None:
    through_analyst: str = (await chain.report(acuteNood=True, **canaries()))["id"]
    await chain.assess(through_analyst)
    await chain.to_decide_on(through_analyst)
    await chain.decide(through_analyst, ["zorg", "ondermijnende-criminaliteit"], "riec", "zorgcoordinator")
    for partner in ("riec", "zorgcoordinator"):
        reference = (await chain.referral(through_analyst, partner))["kenmerk"]
        await chain.received(partner, "referral", reference)

    # Whatever breaks on the way: a canary in a malformed reply, in an unknown field's name and value, in bad JSON.
    await chain.reply("riec", "referral.declined", {"reference": str(uuid4()), f"{CANARY}veld": f"{CANARY}waarde"})
    await chain.reply("riec", "referral.received", {"reference": f"{CANARY}kenmerk"})
    await chain.send("riec", f'{{"{CANARY}": '.encode())
    refused = await chain.api("intake", "melder-professional").post(
        "/signalen", json={"kanaal": f"{CANARY}kanaal", "acuteNood": f"{CANARY}nood"}
    )
    assert CANARY not in refused.text

    async def three_dead_letters() -> bool:
        async with chain.database("riec-referral") as connection:
            rows = await connection.fetch("select rules, sealed from quarantine")
        assert not [row for row in rows if CANARY in str(row["rules"]) or CANARY.encode() in row["sealed"]]
        return len(rows) >= 3

    await until(three_dead_letters)
    records = await chain.all_records()
    assert any(CANARY.encode() in (record.value or b"") for record in records)
    for record in records:
        assert CANARY.encode() not in (record.key or b"")
        assert CANARY not in str(record.headers)
        if record.topic.startswith(("deadletter.", "signal.feedback")):
            assert CANARY.encode() not in (record.value or b"")
        elif CANARY.encode() in (record.value or b"") and not record.topic.startswith("reply."):
            event = json.loads(record.value)
            outside = {**event, "data": {name: part for name, part in event["data"].items() if name != "personal"}}
            assert CANARY not in json.dumps(outside), record.topic
    log = chain.log_text()
    assert CANARY not in log
    assert "0699999991" not in log
    for name in ("intake-api", "intake-worker", "riec-referral-worker", "enrichment-worker"):
        async with httpx.AsyncClient(trust_env=False) as client:
            assert CANARY not in (await client.get(f"{chain.inner(name)}/metrics")).text


async def test_each_partner_sees_only_its_own_canaries(chain: Chain) -> None:
    signal_id = await chain.to_decide(**canaries())
    wanted = {
        "riec": {"verdachte", "bedrijf", "straat"},
        "zorgcoordinator": {"slachtoffer", "contact", "hulpvraag"},
        "zvh-rijk-van-nijmegen": {"slachtoffer", "contact", "hulpvraag", "verdachte", "straat"},
        "veilig-thuis": {"slachtoffer", "contact", "hulpvraag", "verdachte", "straat"},
        "reguliere-hulp": {"slachtoffer", "contact", "hulpvraag"},
        "comensha": set[str](),
    }
    outcomes = ["zorg", "zorg-en-strafrechtelijk", "ondermijnende-criminaliteit"]
    await chain.decide(signal_id, outcomes, "riec", *(partner for partner in wanted if partner != "riec"))
    for partner, expected in wanted.items():
        reference = (await chain.referral(signal_id, partner))["kenmerk"]
        record = await chain.received(partner, "referral", reference)
        seen = set(re.findall(rf"{CANARY}(\w+)", record.value.decode()))
        assert seen == expected, partner
        assert signal_id.encode() not in record.value


async def test_partners_cannot_join_what_they_hold(chain: Chain) -> None:
    """A reference, an event id and a trace per partner: nothing the two share identifies the case."""
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator", "veilig-thuis")
    events: list[dict[str, Any]] = []
    for partner in ("zorgcoordinator", "veilig-thuis"):
        reference = (await chain.referral(signal_id, partner))["kenmerk"]
        events.append(json.loads((await chain.received(partner, "referral", reference)).value))
    one, other = events
    assert one["id"] != other["id"]
    assert one["subject"] != other["subject"]
    assert one["traceparent"].split("-")[1] != other["traceparent"].split("-")[1]


async def test_the_trace_of_a_report_goes_through_the_chain(chain: Chain) -> None:
    theirs = uuid4().hex
    response = await chain.api("intake", "melder-professional").post(
        "/signalen",
        json=signal_body(),
        headers={"traceparent": f"00-{theirs}-00f067aa0ba902b7-01"},
    )
    signal_id = response.json()["id"]
    await chain.assess(signal_id)
    await chain.to_decide_on(signal_id)
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    await chain.status(signal_id, "doorgeleid")
    known = [record for record in await chain.all_records() if record.key == signal_id.encode()]
    # Each request, and each move of a referral, has its own.
    records = [record for record in known if not record.topic.startswith(("trail.", "progress."))]
    assert all(dict(r.headers)["traceparent"].decode() == json.loads(r.value)["traceparent"] for r in records)
    seen = {record.topic: json.loads(record.value)["traceparent"].split("-")[1] for record in records}
    assert seen.keys() == {"signal.received", "signal.enriched", "decision.zorg", "signal.feedback"}
    (ours,) = set(seen.values())
    assert ours != theirs, "who calls chose the id that joins the logbooks"


async def test_every_record_is_in_audit_byte_for_byte(chain: Chain) -> None:
    await chain.to_decide()
    records = {(r.topic, r.partition, r.offset): r for r in await chain.all_records()}

    async def audited() -> bool:
        async with chain.database("audit") as connection:
            rows = await connection.fetch("select topic, partition, record_offset, key, value, sha256 from record")
        kept = {(row["topic"], row["partition"], row["record_offset"]): row for row in rows}
        if not records.keys() <= kept.keys():
            return False
        whole = {place: record for place, record in records.items() if len(record.value or b"") <= MAX_BYTES}
        assert all(kept[place]["value"] == record.value for place, record in whole.items())
        assert all(kept[place]["key"] == record.key for place, record in whole.items())
        return True

    await until(audited)
    written = {record.topic for record in records.values()}
    assert "signal.direct" in written
