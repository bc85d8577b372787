"""What the auditor asks, of a log in a real PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest_asyncio

from schemas.catalogue import type_of
from schemas.envelope import encode, new_event
from schemas.events.acts.quarantine import QuarantineRedriven
from schemas.events.quarantine import EventQuarantined
from schemas.registry import partners
from services.audit import store, why_store
from services.audit.service import SERVICE
from services.runtime.base.database import migrate
from services.runtime.messaging.record import Record

if TYPE_CHECKING:
    from schemas.text import Contract
    from services.runtime.base.database import Pool

REFERENCE = UUID("01a20d0d-38a0-7b05-8d1e-2f4a6c8e0b13")


@pytest_asyncio.fixture(loop_scope="session")
async def log(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    return pool


def record(topic: str, offset: int, value: bytes, key: str = "") -> Record:
    return Record(topic, 0, offset, 1_795_000_000_000 + offset, key.encode(), value, ())


def said(offset: int, data: dict[str, Any], kind: str = "referral.received") -> Record:
    """A reply of RIEC, in ASCII as many a JSON library writes."""
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:nld:oin:{partners()['riec'].oin}:systeem:x",
        "type": f"nl.signaalketen.{kind}.v1",
        "subject": "x",
        "time": "2026-11-24T10:15:00Z",
        "data": data,
    }
    return record("reply.riec", offset, json.dumps(event).encode())


def written(topic: str, offset: int, data: Contract) -> Record:
    return record(topic, offset, encode(new_event("riec-referral", type_of(type(data)), str(REFERENCE), data, None)))


async def add(log: Pool, *records: Record) -> None:
    async with log.acquire() as connection, connection.transaction():
        await store.add(connection, records)


async def found(log: Pool, words: str) -> list[int]:
    async with log.acquire() as connection, connection.transaction():
        return [one.offset for one in await why_store.naming(connection, words)]


async def test_a_person_is_found_by_what_was_meant(log: Pool) -> None:
    asked = {"reference": str(REFERENCE), "personal": {"question": 'Is "Zoë Müllerproef" (06-12345678) bekend?'}}
    await add(log, said(0, asked, "referral.more-information-asked"), said(1, {"reference": str(REFERENCE)}))
    await add(log, record("reply.riec", 2, b"\xff\x00 geen JSON"), record("reply.riec", 3, b""))
    for words in (
        "Zoë Müllerproef",
        "ZOE\u0308 MU\u0308LLERPROEF",
        '"zoë müllerproef"',
        "0612345678",
        "+31 6 12345678",
    ):
        assert await found(log, words) == [0], words
    assert await found(log, "Zoe Anders") == []


async def test_an_event_that_was_delivered_twice_is_shown_once_and_another_under_its_id_too(log: Pool) -> None:
    first = said(0, {"reference": "Zoë"})
    other = json.loads(first.value or b"")
    other["data"] = {"reference": "Zoë en An"}
    again = replace(first, offset=1)
    await add(log, first, again, replace(first, offset=2, value=json.dumps(other).encode()))
    assert await found(log, "zoë") == [0, 2]


async def test_why_follows_what_the_service_took(log: Pool) -> None:
    answer = {"reference": str(REFERENCE).upper()}
    await add(
        log,
        record("referral.riec", 0, b"{}", str(REFERENCE)),
        *(said(offset, answer) for offset in range(4)),
        said(4, {**answer, "naam": "x"}),
    )
    await add(log, record("referral.riec", 1, json.dumps({"type": "x", "data": {}}).encode(), str(REFERENCE)))
    place: dict[str, Any] = {"quarantine_id": REFERENCE, "topic": "reply.riec", "partition": 0}
    act: dict[str, Any] = {"actor": "x", "roles": (), "at": datetime.now(UTC)}
    for offset in (1, 2):
        letter = EventQuarantined(**place, offset=offset, reason="transition", rules=("na afgerond kan alleen: niets",))
        await add(log, written("deadletter.riec-referral", offset, letter))
    elsewhere = EventQuarantined(
        quarantine_id=REFERENCE, topic="reply.nla", partition=0, offset=3, reason="defect", rules=()
    )
    await add(log, written("deadletter.triage", 3, elsewhere))
    await add(log, written("trail.riec-referral", 0, QuarantineRedriven(**act, **place, offset=2)))
    async with log.acquire() as connection:
        evidence = await why_store.evidence(connection, REFERENCE)
    judged = [(one.reply.offset, one.refused.reason if one.refused else None) for one in evidence.replies]
    assert judged == [(0, None), (1, "transition"), (2, None), (3, None), (4, "contract")]
