"""A partner that floods its own topic is read no further; everybody else is, and it is read on where it was."""

# pyright: reportUnknownMemberType=false
# (aiokafka is only partly typed)

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from deploy.broker import plain
from deploy.local import stack
from schemas.codes.reason import OperatorReason
from schemas.events.motive import Motive
from schemas.registry import partners
from services.runtime.base import telemetry
from services.runtime.operate import quarantine_desk
from tests.chain import until

if TYPE_CHECKING:
    from tests.chain import Chain, Json

SETTLED = Motive(reason=OperatorReason.SETTLED, ticket=None)
PARTNER, SERVICE = "nla", "triage"
TOPIC = f"reply.{PARTNER}"
LIMIT = partners()[PARTNER].limits.refusals

pytestmark = pytest.mark.disturbs_the_chain


async def ask(chain: Chain, partner: str) -> str:
    signal_id = await chain.to_decide()
    body: Json = {"partner": partner, "vraag": "Is hier eerder gecontroleerd?"}
    response = await chain.api(SERVICE, "aandachtfunctionaris").post(f"/signalen/{signal_id}/consultaties", json=body)
    assert response.status_code == 201, response.text
    return response.json()["kenmerk"]


def answer(partner: str, reference: str) -> bytes:
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:nld:oin:{partners()[partner].oin}:systeem:test",
        "type": "nl.signaalketen.consult.answered.v1",
        "subject": reference,
        "time": "2026-11-24T10:00:00Z",
        "data": {"reference": reference, "conclusion": "ondersteunt-vermoeden", "personal": {"explanation": "Ja."}},
    }
    return json.dumps(event).encode()


async def stopped(chain: Chain) -> bool:
    async with chain.database(SERVICE) as connection:
        return bool(await connection.fetchval("select stopped from reading where topic = $1", TOPIC))


async def handled(chain: Chain, reference: str) -> bool:
    async with chain.database(SERVICE) as connection:
        found = await connection.fetchval(
            "select answered_at is not null from consultation where reference = $1", reference
        )
        return bool(found)


async def set_aside(chain: Chain) -> int:
    async with chain.database(SERVICE) as connection:
        return await connection.fetchval("select count(*) from quarantine where topic = $1", TOPIC)


async def send(chain: Chain, partner: str, *values: bytes) -> None:
    async with plain.writing(chain.partners_door(partner)) as producer:
        for value in values:
            await producer.send(f"reply.{partner}", value, key=b"x")
        await producer.flush()


async def test_a_flood_stops_its_own_topic_alone_until_a_person_has_it_read_on(chain: Chain) -> None:
    telemetry.configure("test")
    before = await set_aside(chain)
    asked, other = await ask(chain, PARTNER), await ask(chain, "politie")
    await send(chain, PARTNER, *[b"{}"] * (3 * LIMIT), answer(PARTNER, asked))
    await until(lambda: stopped(chain))
    await send(chain, "politie", answer("politie", other))
    await until(lambda: handled(chain, other))
    for _ in await asyncio.to_thread(lambda: [*stack.restart(chain.root, SERVICE)]):
        assert await stopped(chain)
    again = await ask(chain, "politie")
    await send(chain, "politie", answer("politie", again))
    await until(lambda: handled(chain, again))
    assert not await handled(chain, asked)
    assert LIMIT < await set_aside(chain) - before < 3 * LIMIT

    async def read_on() -> bool:
        """As often as the flood that is still there takes."""
        async with chain.database(SERVICE) as connection:
            await quarantine_desk.read_on(connection, SERVICE, TOPIC, "tester", SETTLED)
        return await handled(chain, asked)

    await until(read_on)
    assert await set_aside(chain) - before == 3 * LIMIT
