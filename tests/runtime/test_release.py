"""What left quarantine had its effect once, or somebody said why not; what fails again stays, with the new rule."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from schemas.codes.reason import OperatorReason
from schemas.events.motive import Motive
from schemas.text import Contract
from services.runtime.definition import Service
from services.runtime.messaging.dispatch import Delivery, Handled
from services.runtime.messaging.inbox import Inbox
from services.runtime.messaging.outbox import Outgoing
from services.runtime.messaging.quarantine import Refusal
from services.runtime.operate import quarantine_desk
from tests.runtime.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.quarantine import Vault
    from services.runtime.messaging.record import Record


class Code:
    """A handler whose answer a repair changes; it sends what it handles on."""

    def __init__(self) -> None:
        self.defect: Exception | None = None
        self.rule = ""

    async def __call__(self, connection: Connection, deliveries: Sequence[Delivery[Contract]]) -> Handled:
        await connection.execute("create table if not exists effect (event_id uuid)")
        handled = Handled()
        for delivery in deliveries:
            if self.rule:
                handled.refusals.append(Refusal(delivery.record, "reference", (self.rule,)))
                continue
            await connection.execute("insert into effect values ($1)", delivery.event.id)
            handled.outgoing.append(Outgoing("signal.feedback", delivery.event))
            if self.defect:
                raise self.defect
        return handled

    def service(self) -> Service:
        return Service("intake", "", (), (), handle=self)


async def held(pool: Pool, vault: Vault, code: Code, *records: Record) -> list[quarantine_desk.Held]:
    await Inbox("intake", pool, vault, code).process(records)
    async with pool.acquire() as connection:
        return await quarantine_desk.waiting(connection)


async def redrive(pool: Pool, vault: Vault, code: Code, quarantine_id: UUID) -> tuple[str, ...]:
    async with pool.acquire() as connection:
        return await quarantine_desk.redrive(connection, code.service(), vault, quarantine_id, "beheerder")


async def effects(pool: Pool) -> int:
    return await pool.fetchval("select count(*) from effect")


async def acts(pool: Pool) -> list[dict[str, Any]]:
    rows = await pool.fetch("select value from outbox where topic = 'trail.intake' order by position")
    return [json.loads(row["value"])["data"] for row in rows]


async def test_a_repaired_defect_is_handled_once_and_on_record(pool: Pool, vault: Vault) -> None:
    code = Code()
    code.defect = ZeroDivisionError()
    (one,) = await held(pool, vault, code, record(4))
    code.defect = None
    assert await redrive(pool, vault, code, one.quarantine_id) == ()
    assert await effects(pool) == 1
    assert await pool.fetchval("select count(*) from outbox where topic = 'signal.feedback'") == 1
    assert await acts(pool) == [
        {
            "actor": "beheerder",
            "roles": [],
            "at": (await pool.fetchval("select closed_at from quarantine")).isoformat().replace("+00:00", "Z"),
            "quarantine_id": str(one.quarantine_id),
            "topic": "signal.feedback",
            "partition": 0,
            "offset": 4,
        }
    ]
    with pytest.raises(quarantine_desk.NotHeldError):
        await redrive(pool, vault, code, one.quarantine_id)
    assert await effects(pool) == 1


async def test_its_topic_delivering_it_again_changes_nothing(pool: Pool, vault: Vault) -> None:
    code, first = Code(), record(0)
    code.defect = ZeroDivisionError()
    (one,) = await held(pool, vault, code, first)
    code.defect = None
    await redrive(pool, vault, code, one.quarantine_id)
    await Inbox("intake", pool, vault, code).process([first])
    assert await effects(pool) == 1


async def test_what_its_topic_brought_in_the_meantime_is_not_handled_twice(pool: Pool, vault: Vault) -> None:
    code, event_id = Code(), str(uuid4())
    code.defect = ZeroDivisionError()
    (one,) = await held(pool, vault, code, record(0, event_id=event_id))
    code.defect = None
    await Inbox("intake", pool, vault, code).process([record(1, event_id=event_id)])
    assert await redrive(pool, vault, code, one.quarantine_id) == ()
    assert await effects(pool) == 1


async def test_an_event_refused_after_it_was_claimed_has_its_effect_after_all(pool: Pool, vault: Vault) -> None:
    code = Code()
    code.rule = "subject: is geen bekend signaal"
    (one,) = await held(pool, vault, code, record(0))
    code.rule = ""
    assert await redrive(pool, vault, code, one.quarantine_id) == ()
    assert await effects(pool) == 1


async def test_what_fails_again_stays_with_the_new_rule_and_can_still_have_its_effect(pool: Pool, vault: Vault) -> None:
    code = Code()
    code.rule = "subject: is geen bekend signaal"
    (one,) = await held(pool, vault, code, record(0))
    code.rule, code.defect = "", ZeroDivisionError("Slachtoffer Een")
    assert await redrive(pool, vault, code, one.quarantine_id) == ("ZeroDivisionError",)
    assert await effects(pool) == 0
    async with pool.acquire() as connection:
        (again,) = await quarantine_desk.waiting(connection)
    assert again == replace(one, reason="defect", rules=("ZeroDivisionError",))
    assert "Slachtoffer" not in str(await acts(pool))
    code.rule, code.defect = "data.reference: is onbekend", None
    assert await redrive(pool, vault, code, one.quarantine_id) == ("data.reference: is onbekend",)
    code.rule = ""
    assert await redrive(pool, vault, code, one.quarantine_id) == ()
    assert await effects(pool) == 1
    assert [act.get("refused") for act in await acts(pool)] == ["defect", "reference", None]


async def test_a_passing_failure_changes_nothing(pool: Pool, vault: Vault) -> None:
    code = Code()
    code.defect = ZeroDivisionError()
    (one,) = await held(pool, vault, code, record(0))
    code.defect = asyncpg.SerializationError("x")
    with pytest.raises(asyncpg.SerializationError):
        await redrive(pool, vault, code, one.quarantine_id)
    async with pool.acquire() as connection:
        assert await quarantine_desk.waiting(connection) == [one]
    assert await acts(pool) == []


async def test_a_record_kept_as_it_is_comes_back_byte_for_byte(pool: Pool, vault: Vault) -> None:
    kept: list[Record] = []
    broken = True

    async def keep(_: Connection, records: Sequence[Record]) -> None:
        if broken:
            raise ZeroDivisionError
        kept.extend(records)

    whole = replace(record(3), key=None, timestamp_ms=1_795_000_000_000, headers=(("h", b"\xff\x00"),))
    empty = replace(whole, offset=4, value=None)
    service = Service("audit", "", (), (), store_raw=keep)
    await Inbox("audit", pool, vault, None, keep).process([whole, empty])
    broken = False
    async with pool.acquire() as connection:
        for one in await quarantine_desk.waiting(connection):
            assert await quarantine_desk.redrive(connection, service, vault, one.quarantine_id, "beheerder") == ()
    assert kept == [whole, empty]


async def test_what_is_discarded_keeps_why_and_all_of_it(pool: Pool, vault: Vault) -> None:
    (one,) = await held(pool, vault, Code(), record(0, value=b"geen json"))
    async with pool.acquire() as connection:
        why = Motive(reason=OperatorReason.TRIAL, ticket="ZAAK-2026-0117")
        await quarantine_desk.discard(connection, "intake", one.quarantine_id, "beheerder", why)
        assert await quarantine_desk.waiting(connection) == []
        left = await quarantine_desk.find(connection, "intake", one.quarantine_id, "auditor")
        _, content = await quarantine_desk.reveal(connection, "intake", vault, one.quarantine_id, "auditor")
    assert (left.closed_as, left.closed_by) == ("discarded", "beheerder")
    assert left.closed_because == OperatorReason.TRIAL
    assert left.closed_at
    assert content["value"] == "Z2VlbiBqc29u"
    done = await acts(pool)
    assert (done[0]["because"], done[0]["ticket"]) == ("proefbericht", "ZAAK-2026-0117")
    assert [act["operation"] for act in done[1:]] == [
        "quarantine show",
        "quarantine show --content",
        "quarantine show --content",
    ]
    assert "detail" not in done[-1]  # the last is the record of reading
