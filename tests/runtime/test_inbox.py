"""Nothing lost, nothing doubled inside one service, whatever a batch holds."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg
import pytest
from cryptography.exceptions import InvalidTag

from schemas.text import Contract
from services.runtime.base.key_ring import Sealed
from services.runtime.messaging.dispatch import Delivery, Handled
from services.runtime.messaging.inbox import Inbox, TooManyDefectsError
from services.runtime.messaging.outbox import Outgoing
from services.runtime.messaging.quarantine import Refusal
from tests.runtime.records import record, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.quarantine import Vault
    from services.runtime.messaging.record import Record


class Effects:
    """A handler that stores what it handled, in the transaction it is given."""

    def __init__(
        self,
        before: Callable[[Delivery[Contract]], None] | None = None,
        *,
        refuses: int | None = None,
        sends: bool = False,
    ) -> None:
        self.calls = 0
        self._before = before
        self._refuses = refuses
        self._sends = sends

    async def __call__(self, connection: Connection, deliveries: Sequence[Delivery[Contract]]) -> Handled:
        self.calls += 1
        await connection.execute("create table if not exists effect (event_id uuid, place bigint)")
        for delivery in deliveries:
            if self._before:
                self._before(delivery)
            await connection.execute("insert into effect values ($1, $2)", delivery.event.id, delivery.record.offset)
        refused = [delivery.record for delivery in deliveries if delivery.record.offset == self._refuses]
        return Handled(
            [Outgoing("signal.feedback", delivery.event) for delivery in deliveries] if self._sends else [],
            [Refusal(one, "reference", ("subject: is onbekend",)) for one in refused],
        )


async def effects(pool: Pool) -> list[int]:
    """Offsets handled, in order."""
    return [row["place"] for row in await pool.fetch("select place from effect order by ctid")]


async def set_aside(pool: Pool) -> dict[int, str]:
    return {row["record_offset"]: row["reason"] for row in await pool.fetch("select * from quarantine")}


async def test_a_batch_is_handled_in_order(pool: Pool, vault: Vault) -> None:
    inbox = Inbox("intake", pool, vault, Effects())
    await inbox.process([record(n) for n in range(5)])
    assert await effects(pool) == [0, 1, 2, 3, 4]


async def test_a_redelivered_batch_has_no_second_effect(pool: Pool, vault: Vault) -> None:
    inbox = Inbox("intake", pool, vault, Effects())
    batch = [record(n) for n in range(3)]
    for _ in range(3):
        await inbox.process(batch)
    await inbox.process([*batch[1:], record(3)])
    assert await effects(pool) == [0, 1, 2, 3]


async def test_one_event_twice_in_a_batch_is_handled_once(pool: Pool, vault: Vault) -> None:
    event_id = str(uuid4())
    batch = [record(0, event_id=event_id), record(1), record(2, event_id=event_id)]
    await Inbox("intake", pool, vault, Effects()).process(batch)
    assert await effects(pool) == [0, 1]


async def test_two_workers_with_the_same_batch_make_one_effect(pool: Pool, vault: Vault) -> None:
    batch = [record(n) for n in range(20)]
    await pool.execute("create table effect (event_id uuid, place bigint)")
    await asyncio.gather(*(Inbox("intake", pool, vault, Effects()).process(batch) for _ in range(3)))
    assert await effects(pool) == [*range(20)]


POISON: dict[str, dict[str, Any]] = {
    "no json": {"value": b"\x00\x01"},
    "empty": {"value": b""},
    "other type": {"type": "nl.signaalketen.signal.received.v1"},
    "no extension": {"BSN": "123456782"},
    "bad data": {"data": {"status": "klaar"}},
    "no subject": {"subject": None},
    "oversized": {"value": b"{" + b" " * 70_000},
}


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "middle", "last"])
@pytest.mark.parametrize("kind", POISON)
async def test_poison_is_set_aside_and_its_neighbours_are_handled(
    pool: Pool, vault: Vault, kind: str, place: int
) -> None:
    batch = [record(n, **(POISON[kind] if n == place else {})) for n in range(3)]
    inbox = Inbox("intake", pool, vault, Effects())
    await inbox.process(batch)
    await inbox.process(batch)
    assert await effects(pool) == [n for n in range(3) if n != place]
    assert await set_aside(pool) == {place: "contract"}
    letters = await pool.fetch("select topic, value from outbox")
    assert [letter["topic"] for letter in letters] == ["deadletter.intake"]
    assert b"123456782" not in letters[0]["value"]


async def test_what_was_set_aside_can_be_read_back_with_the_key(pool: Pool, vault: Vault) -> None:
    bad = record(7, value=b'{"naam": "Slachtoffer Een"')
    await Inbox("intake", pool, vault, Effects()).process([bad])
    row = await pool.fetchrow("select quarantine_id, key_number, sealed from quarantine")
    assert row
    assert b"Slachtoffer" not in row["sealed"]
    content = vault.unseal(row["quarantine_id"], Sealed(row["key_number"], row["sealed"]))
    assert base64.b64decode(content["value"]) == bad.value
    assert base64.b64decode(content["key"]) == bad.key


async def test_a_source_that_is_not_the_topics_writer_is_refused(pool: Pool, vault: Vault) -> None:
    await Inbox("riec-referral", pool, vault, Effects()).process(
        [reply(0, partner="zorgcoordinator"), reply(1, partner="riec")]
    )
    assert await effects(pool) == [1]
    assert await set_aside(pool) == {0: "source"}


async def test_what_a_handler_sends_and_refuses_is_in_its_transaction(pool: Pool, vault: Vault) -> None:
    await Inbox("intake", pool, vault, Effects(refuses=1, sends=True)).process([record(n) for n in range(3)])
    topics = [row["topic"] for row in await pool.fetch("select topic from outbox order by position")]
    assert topics == ["signal.feedback"] * 3 + ["deadletter.intake"]
    assert await set_aside(pool) == {1: "reference"}


async def test_raw_records_are_kept_whatever_they_hold(pool: Pool, vault: Vault) -> None:
    await pool.execute("create table raw (place bigint)")

    async def keep(connection: Connection, records: Sequence[Record]) -> None:
        await connection.executemany("insert into raw values ($1)", [(one.offset,) for one in records])

    await Inbox("audit", pool, vault, None, keep).process([record(0), record(1, value=b"geen json")])
    assert [row["place"] for row in await pool.fetch("select place from raw")] == [0, 1]


async def test_a_sealed_row_opens_as_itself_only(pool: Pool, vault: Vault) -> None:
    await Inbox("intake", pool, vault, Effects()).process([record(0, value=b"geen json")])
    sealed = await pool.fetchval("select sealed from quarantine")
    with pytest.raises(InvalidTag):
        vault.unseal(uuid4(), Sealed(1, sealed))


async def test_a_passing_failure_is_retried_in_place(pool: Pool, vault: Vault) -> None:
    failures = [asyncpg.SerializationError("x"), ConnectionResetError("x"), TimeoutError("x")]

    def fail_first(_: Delivery[Contract]) -> None:
        if failures:
            raise failures.pop()

    handler = Effects(fail_first)
    await Inbox("intake", pool, vault, handler).process([record(0), record(1)])
    assert handler.calls == 4
    assert await effects(pool) == [0, 1]
    assert await set_aside(pool) == {}


async def test_a_lost_connection_is_retried_on_another(pool: Pool, vault: Vault) -> None:
    cut: list[int] = []

    class Cutting(Effects):
        async def __call__(self, connection: Connection, deliveries: Sequence[Delivery[Contract]]) -> Handled:
            handled = await super().__call__(connection, deliveries)
            if not cut:
                cut.append(await connection.fetchval("select pg_backend_pid()"))
                await pool.execute("select pg_terminate_backend($1)", cut[0])
            return handled

    await Inbox("intake", pool, vault, Cutting()).process([record(0), record(1)])
    assert await effects(pool) == [0, 1]


async def test_a_defect_isolates_the_one_event_that_triggers_it(pool: Pool, vault: Vault) -> None:
    def defect(delivery: Delivery[Contract]) -> None:
        if delivery.record.offset == 5:
            raise ZeroDivisionError("Slachtoffer Een")

    await Inbox("intake", pool, vault, Effects(defect)).process([record(n) for n in range(9)])
    assert sorted(await effects(pool)) == [0, 1, 2, 3, 4, 6, 7, 8]
    assert await set_aside(pool) == {5: "defect"}
    row = await pool.fetchrow("select * from quarantine")
    assert row
    assert "Slachtoffer" not in json.dumps(row["rules"])
    assert "ZeroDivisionError" in vault.unseal(row["quarantine_id"], Sealed(row["key_number"], row["sealed"]))["detail"]


async def test_defect_after_defect_stops_the_worker_and_leaves_the_rest(pool: Pool, vault: Vault) -> None:
    def defect(_: Delivery[Contract]) -> None:
        raise ZeroDivisionError

    await pool.execute("create table effect (event_id uuid, place bigint)")
    batch: list[Record] = [record(n) for n in range(100)]
    with pytest.raises(TooManyDefectsError):
        await Inbox("intake", pool, vault, Effects(defect)).process(batch)
    assert await effects(pool) == []
    assert 0 < len(await set_aside(pool)) < 100
