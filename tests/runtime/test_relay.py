"""The relay on the real broker: in order, nothing skipped, nothing held up by what it cannot deliver."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateUsage=false
# (aiokafka is only partly typed, and the relay's insides are held up here)

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.broker import plain
from deploy.broker.admin import BrokerAccess
from schemas.catalogue import type_of
from schemas.codes.flow import ReporterStatus
from schemas.envelope import new_event
from schemas.events.signal import SignalFeedbackGiven
from services.runtime.messaging import outbox, relay
from services.runtime.messaging.outbox import Outgoing
from services.runtime.messaging.relay import Relay, StandsStillError
from tests.chain import until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool


def door(config: Config) -> BrokerAccess:
    return BrokerAccess(config.kafka_services, config.kafka_ca, config.kafka_certificate)


@pytest.fixture
async def topic(config: Config) -> str:
    name = f"test-{uuid4().hex}"
    admin = AIOKafkaAdminClient(**plain.connection(door(config)))
    await admin.start()
    await admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])
    await admin.close()
    return name


@asynccontextmanager
async def relaying(config: Config) -> AsyncGenerator[None]:
    task = asyncio.create_task(Relay(config).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def feedback(topic: str, subject: str = "s", *, urgent: bool = False) -> Outgoing:
    data = SignalFeedbackGiven(status=ReporterStatus.REFERRED)
    return Outgoing(topic, new_event("triage", type_of(SignalFeedbackGiven), subject, data, None), urgent)


async def add(pool: Pool, *outgoing: Outgoing) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await outbox.add(connection, outgoing)


async def published(config: Config, topic: str) -> list[Any]:
    async with plain.reading(door(config)) as consumer:
        return await plain.read_to_end(consumer, topic, 1)


async def sent(pool: Pool, count: int) -> None:
    async def all_sent() -> bool:
        return await pool.fetchval("select count(*) from outbox where sent_at is not null") == count

    await until(all_sent)


def ids(records: list[Any]) -> list[str]:
    return [json.loads(record.value)["id"] for record in records]


async def test_the_exact_bytes_arrive_in_order_with_key_and_content_type(
    pool: Pool, config: Config, topic: str
) -> None:
    events = [feedback(topic, f"signaal-{n}") for n in range(600)]
    await add(pool, *events)
    async with relaying(config):
        await sent(pool, 600)
    records = await published(config, topic)
    rows = await pool.fetch("select value from outbox order by position")
    assert [record.value for record in records] == [row["value"] for row in rows]
    assert [record.key.decode() for record in records] == [event.event.subject for event in events]
    assert records[0].headers == (
        ("content-type", b"application/cloudevents+json; charset=utf-8"),
        ("sequence", b"1"),
    )


async def test_a_new_event_wakes_the_relay(pool: Pool, config: Config, topic: str) -> None:
    async with relaying(config):
        for count in range(1, 4):
            await add(pool, feedback(topic))
            await sent(pool, count)
    assert len(await published(config, topic)) == 3


async def test_a_lost_notification_is_made_up_for(pool: Pool, config: Config, topic: str) -> None:
    async with relaying(config):
        await add(pool, feedback(topic))
        await sent(pool, 1)
        await pool.execute(
            "insert into outbox (urgent, topic, key, event_id, value)"
            " select urgent, topic, key, gen_random_uuid(), value from outbox"
        )
        await sent(pool, 2)


async def test_what_was_not_sent_is_kept_however_old(pool: Pool, config: Config, topic: str) -> None:
    await add(pool, feedback("geen.topic"))
    await pool.execute("update outbox set created_at = now() - interval '1 year'")
    tidied = feedback(topic)
    await add(pool, tidied)
    async with relaying(config):
        await sent(pool, 1)
        await pool.execute(
            "update outbox set sent_at = now() - interval '1 year', created_at = now() - interval '1 year'"
            " where sent_at is not null"
        )

        async def tidy() -> bool:
            return await pool.fetchval("select count(*) from outbox where sent_at is not null") == 0

        await until(tidy)
        assert await pool.fetchval("select count(*) from outbox where topic = 'geen.topic'") == 1


async def test_a_transaction_still_open_is_not_skipped(pool: Pool, config: Config, topic: str) -> None:
    """A later position may be sent first; and nothing waits for somebody else's transaction."""
    elder, younger = feedback(topic), feedback(topic)
    async with relaying(config), pool.acquire() as connection:
        slow = connection.transaction()
        await slow.start()
        await outbox.add(connection, [elder])
        await add(pool, younger)
        await sent(pool, 1)
        await slow.commit()
        await sent(pool, 2)
    assert ids(await published(config, topic)) == [str(item.event.id) for item in (younger, elder)]


async def test_no_effect_is_published_before_its_cause(pool: Pool, config: Config, topic: str) -> None:
    """The effect's transaction began first and waited for the cause; another one is open all the while."""
    cause, effect = feedback(topic), feedback(topic)
    async with pool.acquire() as waited, pool.acquire() as open_all_the_while:
        waiting, other = waited.transaction(), open_all_the_while.transaction()
        await waiting.start()
        await waited.fetchval("select pg_current_xact_id()")
        await other.start()
        await open_all_the_while.fetchval("select pg_current_xact_id()")
        await add(pool, cause)
        await outbox.add(waited, [effect])
        await waiting.commit()
        async with relaying(config):
            await sent(pool, 2)
        await other.rollback()
    assert ids(await published(config, topic)) == [str(item.event.id) for item in (cause, effect)]


async def test_acute_danger_overtakes_a_backlog(pool: Pool, config: Config, topic: str) -> None:
    """The backlog holds a topic that cannot be written, so its lane is busy waiting for a while."""
    await add(pool, feedback("geen.topic"), *(feedback(topic) for _ in range(50)))
    alert = feedback(topic, urgent=True)
    await add(pool, alert)
    async with relaying(config):
        await sent(pool, 1)
        assert await pool.fetchval("select event_id from outbox where sent_at is not null") == alert.event.id
        await sent(pool, 51)


async def test_a_topic_that_cannot_be_written_holds_up_no_other(pool: Pool, config: Config, topic: str) -> None:
    await add(pool, feedback("geen.topic"), feedback(topic), feedback(topic))
    async with relaying(config):
        await sent(pool, 2)
        assert await pool.fetchval("select count(*) from outbox where sent_at is null") == 1
    assert len(await published(config, topic)) == 2


async def test_a_crash_before_the_mark_publishes_again_under_the_same_id(
    pool: Pool, config: Config, topic: str
) -> None:
    event = feedback(topic)
    await add(pool, event)
    async with relaying(config):
        await sent(pool, 1)
    await pool.execute("update outbox set sent_at = null")
    async with relaying(config):
        await sent(pool, 1)
    assert ids(await published(config, topic)) == [str(event.event.id)] * 2


async def test_a_relay_that_is_stopped_marks_what_it_sent(pool: Pool, config: Config, topic: str) -> None:
    """Found by restarting under load: what was sent and not marked came a second time."""
    await pool.execute("""
        create function hold() returns trigger language plpgsql as $$
        begin
            if new.sent_at is not null then perform pg_advisory_xact_lock_shared(42); end if;
            return new;
        end $$;
        create trigger hold before update on outbox for each row execute function hold();
    """)
    first, second = feedback(topic), feedback(topic)

    async def arrived() -> bool:
        return bool(await published(config, topic))

    async with pool.acquire() as holder:
        await holder.execute("select pg_advisory_lock(42)")
        relay = asyncio.create_task(Relay(config).run())
        await add(pool, first)
        await until(arrived)
        relay.cancel()
        await asyncio.wait([relay], timeout=2)  # the time in which one that drops its mark would do so
        await holder.execute("select pg_advisory_unlock(42)")
        await asyncio.gather(relay, return_exceptions=True)
    await add(pool, second)
    async with relaying(config):
        await sent(pool, 2)
    assert ids(await published(config, topic)) == [str(first.event.id), str(second.event.id)]


async def test_two_relays_publish_each_event_once(pool: Pool, config: Config, topic: str) -> None:
    async with relaying(config), relaying(config):
        for _ in range(20):
            await add(pool, feedback(topic))
        await sent(pool, 20)
    assert len(await published(config, topic)) == 20


async def test_a_relay_whose_connection_is_cut_goes_on(pool: Pool, config: Config, topic: str) -> None:
    async with relaying(config):
        await add(pool, feedback(topic))
        await sent(pool, 1)
        cut = await pool.fetchval(
            """
            select count(pg_terminate_backend(pid)) from pg_locks
            where locktype = 'advisory' and granted
                and classid = (hashtext('relay')::bigint & 4294967295)::oid
                and objid = (hashtext(current_schema())::bigint & 4294967295)::oid
            """
        )
        assert cut == 1
        await add(pool, feedback(topic))
        await sent(pool, 2)
    assert len(await published(config, topic)) == 2


async def test_a_lane_that_a_library_cancels_is_taken_up_again(
    pool: Pool, config: Config, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody had told it to end: the other lane would go on, and nothing ordinary would be sent any more."""
    publish, cancelled = Relay._publish, list[bool]()

    async def once_cancelled(self: Relay, *given: Any, **how: Any) -> bool:
        if not how["urgent"] and not cancelled:
            cancelled.append(True)
            raise asyncio.CancelledError
        return await publish(self, *given, **how)

    monkeypatch.setattr(Relay, "_publish", once_cancelled)
    await add(pool, feedback(topic))
    async with relaying(config):
        await sent(pool, 1)
    assert cancelled


async def test_a_relay_that_stands_still_ends_its_process(
    pool: Pool, config: Config, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("_STILL_SECONDS", 8), ("_LOOK_SECONDS", 0.1)):
        monkeypatch.setattr(relay, name, seconds)
    publish, held = Relay._publish, asyncio.Event()

    async def stuck(self: Relay, *given: Any, **how: Any) -> bool:
        if held.is_set() and not how["urgent"]:
            await asyncio.Event().wait()
        return await publish(self, *given, **how)

    monkeypatch.setattr(Relay, "_publish", stuck)
    running = Relay(config)
    parts = [asyncio.create_task(part) for part in (running.run(), running.watch())]
    await add(pool, feedback(topic))
    await sent(pool, 1)
    began = running._moved[False]

    async def looked_on() -> bool:  # for longer than it may stand still, with nothing to send
        return running._moved[False] > began + 9

    await until(looked_on)
    assert not parts[1].done()
    held.set()
    with pytest.raises(StandsStillError):
        await asyncio.wait_for(parts[1], 60)
    parts[0].cancel()
    await asyncio.wait(parts)


async def test_a_producer_that_can_not_send_holds_up_no_successor(
    config: Config, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "_CLOSE_SECONDS", 1)
    async with AsyncExitStack() as stack:
        producer = await Relay(config)._producer(stack)
        await producer.partitions_for(topic)
        monkeypatch.setattr(producer._sender, "_maybe_wait_for_pid", asyncio.Event().wait)
        waiting = [await producer.send(topic, b"1"), await producer.send(topic, b"2")]
    sender: Any = producer._sender
    assert sender.sender_task.done()
    for one in waiting:
        one.cancel()
