"""A partner whose answers are set aside by the hundred is read no further until a person looked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from schemas.codes.reason import OperatorReason
from schemas.events.motive import Motive
from schemas.registry import partners
from services.runtime.base.measure import waiting
from services.runtime.messaging import breaker
from services.runtime.messaging.breaker import Breaker
from services.runtime.messaging.inbox import Inbox
from services.runtime.operate import quarantine_desk
from tests.runtime.records import record, reply
from tests.runtime.test_inbox import Effects, effects, set_aside

if TYPE_CHECKING:
    from services.runtime.base.database import Pool
    from services.runtime.messaging.quarantine import Vault
    from services.runtime.messaging.record import Record

SETTLED = Motive(reason=OperatorReason.SETTLED, ticket=None)
TOPIC = "reply.riec"
LIMIT = partners()["riec"].limits.refusals


def bad(start: int, count: int, topic: str = TOPIC) -> list[Record]:
    return [record(start + number, topic=topic, value=b"{}") for number in range(count)]


async def is_stopped(pool: Pool) -> list[str]:
    return sorted(await breaker.stopped(pool))


async def test_as_many_as_are_allowed_stop_nothing_and_one_more_stops_reading(pool: Pool, vault: Vault) -> None:
    inbox = Inbox("riec-referral", pool, vault, Effects())
    await inbox.process(bad(0, LIMIT))
    assert await is_stopped(pool) == []
    await inbox.process([*bad(LIMIT, 1), reply(LIMIT + 1, partner="riec")])
    assert await is_stopped(pool) == [TOPIC]
    assert await effects(pool) == [LIMIT + 1]  # what stood beside it was handled with it
    await inbox.process([*bad(LIMIT + 2, 50), reply(LIMIT + 52, partner="riec")])
    assert len(await set_aside(pool)) == LIMIT + 1
    assert await effects(pool) == [LIMIT + 1]


async def test_other_topics_go_on_and_our_own_are_never_stopped(pool: Pool, vault: Vault) -> None:
    inbox = Inbox("riec-referral", pool, vault, Effects())
    await inbox.process(bad(0, LIMIT + 1))
    own = Inbox("intake", pool, vault, Effects())
    await own.process(bad(0, LIMIT + 1, "signal.feedback"))
    await own.process([record(LIMIT + 1)])
    assert await is_stopped(pool) == [TOPIC]
    assert await effects(pool) == [LIMIT + 1]


async def test_a_restart_reads_no_further_and_a_person_has_it_read_on(pool: Pool, vault: Vault) -> None:
    await Inbox("riec-referral", pool, vault, Effects()).process(bad(0, LIMIT + 1))
    begun = Breaker()
    inbox = Inbox("riec-referral", pool, vault, Effects(), breaker=begun)
    await pool.execute("create table effect (event_id uuid, place bigint)")
    await inbox.process([reply(LIMIT + 1, partner="riec")])
    assert await effects(pool) == []
    assert begun.stopped == {TOPIC}
    async with pool.acquire() as connection:
        assert (await waiting(connection)).stopped == [TOPIC]
        assert await quarantine_desk.read_on(connection, "riec-referral", TOPIC, "tester", SETTLED)
        assert not await quarantine_desk.read_on(connection, "riec-referral", TOPIC, "tester", SETTLED)
        assert (await waiting(connection)).stopped == []
    said = await pool.fetch("select value from outbox where topic = 'trail.riec-referral'")
    assert len(said) == 1
    assert b"reply.riec afgehandeld" in said[0]["value"]
    await inbox.process([reply(LIMIT + 1, partner="riec")])
    assert await effects(pool) == []  # not before this process turned back to what it passed by
    assert await begun.look(pool) == {TOPIC}
    assert begun.stopped == {TOPIC}
    begun.turned_back(frozenset({TOPIC}))
    await inbox.process([reply(LIMIT + 1, partner="riec")])
    assert await effects(pool) == [LIMIT + 1]


async def test_what_was_set_aside_before_it_was_read_on_counts_no_more(pool: Pool, vault: Vault) -> None:
    inbox = Inbox("riec-referral", pool, vault, Effects())
    await inbox.process(bad(0, LIMIT + 1))
    async with pool.acquire() as connection:
        await breaker.read_on(connection, TOPIC)
    inbox = Inbox("riec-referral", pool, vault, Effects())
    await inbox.process(bad(LIMIT + 1, LIMIT))
    assert await is_stopped(pool) == []
    await inbox.process(bad(2 * LIMIT + 1, 1))
    assert await is_stopped(pool) == [TOPIC]


async def test_what_was_set_aside_long_ago_does_not_count(pool: Pool, vault: Vault) -> None:
    inbox = Inbox("riec-referral", pool, vault, Effects())
    await inbox.process(bad(0, LIMIT))
    await pool.execute("update quarantine set quarantined_at = quarantined_at - $1::interval", breaker.WINDOW)
    await inbox.process(bad(LIMIT, LIMIT))
    assert await is_stopped(pool) == []


@pytest.mark.parametrize("seconds", [-1, 1])
async def test_the_window_is_ten_minutes(pool: Pool, vault: Vault, seconds: int) -> None:
    inbox = Inbox("riec-referral", pool, vault, Effects())
    await inbox.process(bad(0, LIMIT))
    ago = timedelta(minutes=10, seconds=seconds * 30)
    await pool.execute("update quarantine set quarantined_at = quarantined_at - $1::interval", ago)
    await inbox.process(bad(LIMIT, 1))
    assert await is_stopped(pool) == ([TOPIC] if seconds < 0 else [])


async def test_defects_that_a_partner_sets_off_count_too(pool: Pool, vault: Vault) -> None:
    inbox = Inbox("riec-referral", pool, vault, Effects())
    await inbox.process(bad(0, LIMIT))

    def fails(_: object) -> None:
        raise ValueError("no")

    await Inbox("riec-referral", pool, vault, Effects(fails)).process([reply(LIMIT, partner="riec")])
    assert await is_stopped(pool) == [TOPIC]
