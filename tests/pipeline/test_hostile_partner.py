"""Nothing a partner writes on its own topic stops a reader, or changes what the auditor is told of others."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from deploy.broker import plain
from deploy.broker.topic_digests import contents
from schemas.registry import answers_unreadable
from tests.chain import until

if TYPE_CHECKING:
    from tests.chain import Chain

PARTNER, TOPIC = "zorgcoordinator", "reply.zorgcoordinator"
_BOMB_BYTES = 24 * 1024 * 1024


async def everybody_is_ready(chain: Chain) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for name in chain.addresses.urls:

            async def ready(url: str = chain.inner(f"{name}-api")) -> bool:
                return (await client.get(f"{url}/readyz")).status_code == 200

            assert await until(ready), name


async def drop(chain: Chain, codec: str) -> int:
    """A bomb of zeros on the partner's reply topic; its offset."""
    settings: Any = {"compression_type": codec, "max_request_size": 2 * _BOMB_BYTES}
    producer: Any = plain.producer(chain.partners_door(PARTNER), **settings)
    await producer.start()
    try:
        return (await producer.send_and_wait(TOPIC, b"\0" * _BOMB_BYTES)).offset
    finally:
        await producer.stop()


@pytest.mark.parametrize("codec", ["gzip", "lz4", "zstd"])
async def test_a_bomb_among_replies_is_set_aside_and_the_replies_count(chain: Chain, codec: str) -> None:
    """24 MiB of zeros in a batch that is small enough to be sent; snappy packs too little for that."""
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], PARTNER)
    reference = {"reference": (await chain.referral(signal_id, PARTNER))["kenmerk"]}
    await chain.reply(PARTNER, "referral.received", reference)
    offset = await drop(chain, codec)
    await chain.reply(PARTNER, "referral.accepted", reference)
    await chain.referral_in(signal_id, PARTNER, "aanvaard")

    async def refused() -> Any:
        async with chain.database(str(answers_unreadable(TOPIC))) as connection:
            return await connection.fetchrow(
                "select reason, rules from quarantine where topic = $1 and record_offset = $2", TOPIC, offset
            )

    found = await until(refused)
    assert found["reason"] == "contract"
    assert found["rules"][0].startswith(f"bundel {offset}-{offset} ({codec}, ")

    async def logged() -> Any:
        query = {"topic": TOPIC, "vanafOffset": offset, "limit": 1}
        items = (await chain.api("audit", "auditor").get("/gebeurtenissen", params=query)).json()["items"]
        return items and items[0]

    kept = await until(logged)
    assert (kept["offset"], kept.get("value")) == (offset, None)
    assert kept["sha256"] in found["rules"][0]
    await everybody_is_ready(chain)


async def test_a_bomb_is_not_unpacked_for_an_operator_either(chain: Chain) -> None:
    offset = await drop(chain, "zstd")

    async def held() -> Any:
        found = await contents(chain.door("audit"), TOPIC)
        return [digest for (_, at), (digest, _) in found.digests.items() if at == offset]

    assert hashlib.sha256(b"").digest() in await held()
    assert hashlib.sha256(b"\0" * _BOMB_BYTES).digest() not in await held()
    await everybody_is_ready(chain)


async def test_what_a_partner_writes_under_a_reference_is_no_evidence(chain: Chain) -> None:
    """A forged reader, an event without an id, JSON without end, half a character: each under the partner's own key."""
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], PARTNER)
    reference = (await chain.referral(signal_id, PARTNER))["kenmerk"]
    auditor = chain.api("audit", "auditor")

    async def explained() -> Any:
        found = (await auditor.get(f"/verantwoordingen/{reference}")).json().get("verantwoording")
        return found if found and found["besluit"] and found["besluit"]["persoon"] else None

    before = await until(explained)
    read = {"actor": "burgemeester (vervalst)", "roles": ["auditor"], "operation": "x", "objects": [reference]}
    forged = {"specversion": "1.0", "id": reference, "type": "nl.signaalketen.audit.content-read.v1", "data": read}
    values = [
        json.dumps(forged).encode(),
        json.dumps({"type": forged["type"], "data": {}}).encode(),
        json.dumps({"type": "x", "data": {"reference": reference}}).encode(),
        b'{"type": "x", "data": {"naam": "Hoestink \\ud800"}}',
        b"[" * 30_000 + b"]" * 30_000,
    ]
    async with plain.writing(chain.partners_door(PARTNER)) as producer:
        client: Any = producer
        sent = [await client.send_and_wait(TOPIC, value, key=reference.encode()) for value in values]

    async def logged() -> bool:
        counts: list[Any] = (await auditor.get("/tellingen")).json()["items"]
        last = {(one["topic"], one["partitie"]): one["laatsteOffset"] for one in counts}
        return all(last.get((TOPIC, one.partition), -1) >= one.offset for one in sent)

    await until(logged)
    after = await explained()
    assert "vervalst" not in str(after["gelezenDoor"])
    assert (after["antwoorden"], after["gedeeldeVelden"]) == (before["antwoorden"], before["gedeeldeVelden"])
    assert [one["soort"] for one in after["geweigerdeAntwoorden"]] == ["onbekend"]
    named = await auditor.post("/inzageverzoeken", json={"zoekwoorden": "Hoestink"})
    assert [item["gebeurtenis"].keys() for item in named.json()["items"]] == [{"base64"}]
    await everybody_is_ready(chain)
