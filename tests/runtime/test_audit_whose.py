"""Whose a record is, in a real PostgreSQL: from what acts, decisions and hand-overs say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.audit import store, whose, why_store
from services.audit.service import SERVICE
from services.runtime.base.database import migrate
from services.runtime.base.mandates import DISTRICT
from services.runtime.base.scope import Scope
from services.runtime.messaging.record import Record

if TYPE_CHECKING:
    from services.runtime.base.database import Connection, Pool

HERE, THERE, ALL = (Scope(frozenset({at}), "auditor") for at in ("GM0268", "GM0252", DISTRICT))
SIGNAL, REFERENCE, ALERT = uuid4(), uuid4(), uuid4()
NOW = datetime.now(UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def log(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    return pool


def record(topic: str, offset: int, key: UUID | str, data: dict[str, Any], kind: str = "act") -> Record:
    event = {
        "id": str(uuid4()),
        "source": "urn:nld:oin:x:systeem:x",
        "type": f"nl.signaalketen.{kind}.v1",
        "subject": str(key),
        "time": (NOW - timedelta(hours=1)).isoformat(),
        "data": data,
    }
    return Record(topic, 0, offset, 1_795_515_300_000 + offset, str(key).encode(), json.dumps(event).encode(), ())


def reported(**more: Any) -> Record:
    data = {"signal_id": str(SIGNAL), "municipality": "GM0268", **more}
    return record("trail.intake", 0, SIGNAL, data)


REFERRED = record("trail.riec-referral", 0, REFERENCE, {"reference": str(REFERENCE), "signal_id": str(SIGNAL)})


async def seen(connection: Connection, scope: Scope, *keys: UUID) -> list[bool]:
    return [await whose.reaches(connection, scope, key) for key in keys]


async def test_a_reference_and_an_alert_are_of_the_case_they_are_about(log: Pool) -> None:
    async with log.acquire() as connection, connection.transaction():
        alert = record("trail.intake", 1, ALERT, {"alert_id": str(ALERT)})
        await store.add(connection, [alert])
        assert await seen(connection, HERE, ALERT) == [False]
        assert await seen(connection, ALL, ALERT, uuid4()) == [True, True]
        await store.add(connection, [reported(alert_id=str(ALERT)), REFERRED])
        assert await seen(connection, HERE, SIGNAL, REFERENCE, ALERT, uuid4()) == [True, True, True, False]
        assert await seen(connection, THERE, SIGNAL, REFERENCE, ALERT) == [False] * 3


async def test_who_is_responsible_has_it_too_and_who_it_is_shared_with_as_long_as_that_is(log: Pool) -> None:
    tiel = Scope(frozenset({"GM0281"}), "auditor")
    async with log.acquire() as connection, connection.transaction():
        decided = {"municipality": "GM0281", "found_in": "GM0268"}
        await store.add(connection, [reported(), record("decision.riec", 1, SIGNAL, decided, "decision.riec-taken")])
        assert [(await seen(connection, at, SIGNAL))[0] for at in (HERE, tiel, THERE)] == [True, True, False]
        shared = {"municipality": "GM0252", "until": (NOW + timedelta(days=1)).isoformat()}
        await store.add(connection, [record("signal.feedback", 2, SIGNAL, shared, "case.shared")])
        assert await seen(connection, THERE, SIGNAL) == [True]
        await store.add(connection, [record("signal.feedback", 3, SIGNAL, shared, "case.share-ended")])
        assert await seen(connection, THERE, SIGNAL) == [False]
        over = {**shared, "until": (NOW - timedelta(minutes=1)).isoformat()}
        await store.add(connection, [record("signal.feedback", 4, SIGNAL, over, "case.shared")])
        assert await seen(connection, THERE, SIGNAL) == [False]


async def test_an_act_of_handing_over_gives_nobody_the_case_for_good(log: Pool) -> None:
    async with log.acquire() as connection, connection.transaction():
        act = {"hand_over_id": str(uuid4()), "signal_id": str(SIGNAL), "municipality": "GM0252", "until": "2027-05-31"}
        await store.add(connection, [reported(), record("trail.triage", 1, SIGNAL, act)])
        assert await seen(connection, THERE, SIGNAL) == [False]


@pytest.mark.parametrize(
    "value",
    [
        b'{"municipality": ',
        b'\xff"municipality"',
        b'{"data": {"signal_id": "geen", "municipality": "GM0268"}}',
        b'{"data": {"signal_id": null, "municipality": "GM0268"}}',
        b'{"type": "nl.signaalketen.case.shared.v1", "data": {"municipality": null}}',
        b'"municipality"',
        b'{"time": "ooit", "data": {"municipality": 5, "reference": []}}',
    ],
)
async def test_what_cannot_be_read_is_kept_and_is_nobodys(log: Pool, value: bytes) -> None:
    async with log.acquire() as connection, connection.transaction():
        await store.add(connection, [Record("trail.intake", 0, 9, 1_795_515_300_000, str(SIGNAL).encode(), value, ())])
        assert await connection.fetchval("select count(*) from record") == 1
        assert await seen(connection, HERE, SIGNAL) == [False]


async def test_a_list_and_a_search_hold_what_is_in_the_scope_in_the_same_order(log: Pool) -> None:
    other = uuid4()
    async with log.acquire() as connection, connection.transaction():
        elsewhere = record("trail.intake", 1, other, {"signal_id": str(other), "municipality": "GM0252"})
        await store.add(connection, [reported(), REFERRED, elsewhere])
        keys = [SIGNAL, other, SIGNAL, REFERENCE]
        told = [record("referral.riec", place, key, {"word": "gezocht"}) for place, key in enumerate(keys)]
        await store.add(connection, told)
        for scope, offsets in ((HERE, [0, 2, 3]), (THERE, [1]), (ALL, [0, 1, 2, 3])):
            which = store.Partition("referral.riec", 0, scope)
            assert [row["record_offset"] for row in await store.read(connection, which, 0, 10)] == offsets
            assert [row["record_offset"] for row in await store.read(connection, which, 1, 1)] == [
                offset for offset in offsets if offset >= 1
            ][:1]
            assert await store.count(connection, which) == len(offsets)
            found = await why_store.naming(connection, "gezocht", scope)
            assert [one.offset for one in found] == offsets
