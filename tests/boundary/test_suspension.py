"""A suspended partner is cut off while it is connected, on record, and gets the rest when it is resumed."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError

from deploy.broker import admin_log, plain, suspension
from deploy.broker.entrances import Entrances
from deploy.broker.verify import Deviation, verify
from deploy.broker.wire import Answer, Connection, Request, array, number, text
from deploy.errors import CannotTryError
from schemas.codes.reason import OperatorReason
from schemas.events.admin import PartnerResumed, PartnerSuspended
from schemas.events.motive import Motive
from tests.chain import until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from aiokafka import AIOKafkaConsumer

    from tests.chain import Chain, Json

PARTNER = "nla"
REASON = OperatorReason.KEY_LEAKED
WHY = Motive(reason=REASON, ticket="ZAAK-2026-0117")
AGAIN = Motive(reason=OperatorReason.RENEWED, ticket=None)
_CUT_SECONDS = 5
_PARKED_MS = 15_000


def deviations(chain: Chain) -> tuple[Deviation, ...]:
    at = chain.door("provision")
    entrances = Entrances(at.bootstrap, chain.addresses.kafka_partners, at.ca, chain.root / "certs")
    return verify(at.admin(), entrances, admin_log.suspended(at)).deviations


@asynccontextmanager
async def suspended(chain: Chain) -> AsyncGenerator[None]:
    await asyncio.to_thread(suspension.suspend, chain.door("provision"), PARTNER, WHY, "tester")
    try:
        yield
    finally:
        await asyncio.to_thread(suspension.resume, chain.door("provision"), PARTNER, AGAIN, "tester")


@asynccontextmanager
async def reader(chain: Chain) -> AsyncGenerator[AIOKafkaConsumer]:
    """The partner's own client, in its group, connected and reading."""
    door, topic = chain.partners_door(PARTNER), f"consult.{PARTNER}"
    # Being held back is silence: how long a client bears it.
    async with plain.reading(door, topic, group_id=PARTNER, request_timeout_ms=5_000) as consumer:
        yield consumer


async def ask(chain: Chain) -> str:
    """A question to the partner; its reference."""
    signal_id = await chain.to_decide()
    body: Json = {"partner": PARTNER, "vraag": "Is hier eerder gecontroleerd?"}
    response = await chain.api("triage", "aandachtfunctionaris").post(f"/signalen/{signal_id}/consultaties", json=body)
    assert response.status_code == 201, response.text
    return response.json()["kenmerk"]


async def reads(consumer: AIOKafkaConsumer, reference: str) -> None:
    async def there() -> bool:
        fetched = await consumer.getmany(timeout_ms=200)
        return any(record.key == reference.encode() for records in fetched.values() for record in records)

    await until(there)


def end_of(connection: Connection) -> int:
    listing = number("i", -1) + array([text(f"consult.{PARTNER}") + array([number("iq", 0, -1)])])
    (answer,) = connection.ask([Request(2, 1, listing)])
    offsets = answer.array(
        lambda: (answer.text(), answer.array(lambda: (answer.skip("ihq"), answer.number("q"))[1]))[1]
    )
    return offsets[0][0]


def parked_fetch(connection: Connection, offset: int) -> int:
    """Bytes of records the broker hands over, to a fetch that waits for them as long as it may."""
    partition = number("iqi", 0, offset, 1 << 20)
    fetch = number("iiiib", -1, _PARKED_MS, 1, 1 << 20, 0) + array([text(f"consult.{PARTNER}") + array([partition])])
    (answer,) = connection.ask([Request(1, 4, fetch)])
    return _record_bytes(answer)


def _record_bytes(answer: Answer) -> int:
    answer.skip("i")

    def partition() -> int:
        answer.skip("ihqq")
        answer.array(lambda: answer.skip("qq"))
        size = max(0, answer.number("i"))
        answer.skip("b" * size)
        return size

    found = answer.array(lambda: (answer.text(), answer.array(partition))[1])
    return sum(size for sizes in found for size in sizes)


async def test_a_connected_client_is_cut_and_reads_on_when_resumed(chain: Chain) -> None:
    before = await ask(chain)
    async with reader(chain) as consumer:
        await reads(consumer, before)
        async with suspended(chain):
            with pytest.raises((TopicAuthorizationFailedError, GroupAuthorizationFailedError)):
                async with asyncio.timeout(_CUT_SECONDS):
                    while True:
                        await consumer.getmany(timeout_ms=200)
            meanwhile = await ask(chain)
    async with reader(chain) as consumer:
        await reads(consumer, meanwhile)


async def test_a_fetch_that_already_waits_gets_nothing_any_more(chain: Chain) -> None:
    at = chain.door("provision")
    entrances = Entrances(at.bootstrap, chain.addresses.kafka_partners, at.ca, chain.root / "certs")
    with entrances.enter(f"partner:{PARTNER}") as connection:
        offset = await asyncio.to_thread(end_of, connection)
        waiting = asyncio.create_task(asyncio.to_thread(parked_fetch, connection, offset))
        async with suspended(chain):
            assert not waiting.done()
            await ask(chain)
            assert await waiting == 0


async def test_it_is_on_record_and_holds_against_apply_until_resumed(chain: Chain) -> None:
    async with suspended(chain):
        assert admin_log.suspended(chain.door("provision")) == {PARTNER: REASON}
        assert await asyncio.to_thread(deviations, chain) == ()
    assert await asyncio.to_thread(deviations, chain) == ()
    assert admin_log.history(chain.door("provision"))[-2:] == [
        PartnerSuspended(by="tester", partner=PARTNER, **WHY),
        PartnerResumed(by="tester", partner=PARTNER, **AGAIN),
    ]

    async def audited() -> bool:
        records: list[Any] = [record for record in await chain.all_records() if record.topic == admin_log.TOPIC]
        return REASON.encode() in b"".join(record.value for record in records)

    await until(audited)


def test_who_is_no_partner_or_not_suspended_is_named(chain: Chain) -> None:
    with pytest.raises(CannotTryError, match="no partner nobody"):
        suspension.suspend(chain.door("provision"), "nobody", WHY, "tester")
    with pytest.raises(CannotTryError, match="riec is not suspended"):
        suspension.resume(chain.door("provision"), "riec", WHY, "tester")
