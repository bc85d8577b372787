"""A partner's further applications, each in a group of its own, and what a producer of it may not."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiokafka.errors import GroupAuthorizationFailedError, TransactionalIdAuthorizationFailed
from confluent_kafka import KafkaException, Producer

from deploy.broker import plain
from tests.chain import until
from tests.quick_start import PAGE

if TYPE_CHECKING:
    from tests.chain import Chain


async def joined(chain: Chain, partner: str, group: str) -> None:
    """Once it has got its partition in this group. Raises GroupAuthorizationFailedError."""
    door, topic = chain.partners_door(partner), f"referral.{partner}"
    async with plain.reading(door, topic, group_id=group) as consumer:

        async def assigned() -> bool:
            await consumer.getmany(timeout_ms=500)
            return bool(consumer.assignment())

        await until(assigned)
        await consumer.commit()


async def test_each_application_reads_in_a_group_of_its_own(chain: Chain) -> None:
    for group in ("riec", "riec.casusregister", "riec.archief.2"):
        await joined(chain, "riec", group)


@pytest.mark.parametrize(
    "group", ["riec-referral", "riec2", "rie", "comensha", "comensha.archief", "RIEC.archief", "."]
)
async def test_a_group_that_does_not_bear_its_name_stays_closed(chain: Chain, group: str) -> None:
    with pytest.raises(GroupAuthorizationFailedError):
        await joined(chain, "riec", group)


@pytest.mark.parametrize("identity", ["riec", "riec.casusregister"])
async def test_a_transaction_is_not_offered_and_says_so_in_the_words_of_the_page(chain: Chain, identity: str) -> None:
    producer = plain.producer(chain.partners_door("riec"), transactional_id=identity)
    with pytest.raises(TransactionalIdAuthorizationFailed) as refused:
        await producer.start()
    await producer.stop()
    door = chain.partners_door("riec")
    transactional = Producer({**door.settings(), "transactional.id": identity})
    with pytest.raises(KafkaException) as in_librdkafka:
        transactional.init_transactions(20)
    page = PAGE.read_text("utf-8")
    assert f"`{type(refused.value).__name__}`" in page
    assert "Transactional Id authorization failed" in in_librdkafka.value.args[0].str()
    assert "`Transactional Id authorization failed`" in page
