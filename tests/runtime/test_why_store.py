"""What the auditor asks, of a log in a real PostgreSQL."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest_asyncio
from fastapi.encoders import jsonable_encoder
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.catalogue import type_of
from schemas.envelope import encode, new_event
from schemas.events.acts.quarantine import QuarantineRedriven
from schemas.events.quarantine import EventQuarantined
from schemas.registry import partners
from services.audit import store, why, why_store
from services.audit.service import SERVICE
from services.runtime.base.database import migrate
from services.runtime.base.mandates import DISTRICT
from services.runtime.base.scope import Scope
from services.runtime.messaging.record import Record

if TYPE_CHECKING:
    from schemas.text import Contract
    from services.runtime.base.database import Pool

REFERENCE = UUID("01a20d0d-38a0-7b05-8d1e-2f4a6c8e0b13")
ALL = Scope(frozenset({DISTRICT}), "auditor")


@pytest_asyncio.fixture(loop_scope="session")
async def log(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    return pool


def record(topic: str, offset: int, value: bytes, key: str = "") -> Record:
    return Record(topic, 0, offset, 1_795_515_300_000 + offset, key.encode(), value, ())


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


def sent(offset: int) -> Record:
    """That the case was referred to RIEC."""
    value = (resources.files("schemas.examples") / "nl.signaalketen.referral.riec-sent.v1.json").read_bytes()
    return record("referral.riec", offset, value, str(REFERENCE))


def written(topic: str, offset: int, data: Contract) -> Record:
    return record(topic, offset, encode(new_event("riec-referral", type_of(type(data)), str(REFERENCE), data, None)))


async def add(log: Pool, *records: Record) -> None:
    async with log.acquire() as connection, connection.transaction():
        await store.add(connection, records)


async def found(log: Pool, words: str) -> list[int]:
    async with log.acquire() as connection, connection.transaction():
        return [one.offset for one in await why_store.naming(connection, words, ALL)]


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
        sent(0),
        *(said(offset, answer) for offset in range(4)),
        said(4, {**answer, "naam": "x"}),
    )
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


ANSWERS = st.one_of(
    st.binary(max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    ),
)
TYPES = ["nl.signaalketen.audit.content-read.v1", "nl.signaalketen.referral.riec-sent.v1", "x", "\ud800"]
FIELDS = st.sampled_from(["reference", "objects", "actor", "x"])
EVENTS = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES), "data": st.dictionaries(FIELDS, ANSWERS | st.just(str(REFERENCE)))},
    optional={
        "id": ANSWERS,
        "source": ANSWERS,
        "time": st.sampled_from(["1970-01-01", "+99999", "x"]),
        "subject": ANSWERS,
    },
)


def bytes_of(event: Any) -> bytes:
    return event if isinstance(event, bytes) else json.dumps(event, default=repr).encode("utf-8", "surrogatepass")


@example(b'{"type": "x", "data": {"reference": "%s"}}' % str(REFERENCE).encode(), b"", [], 0)
@example(b'{"type": "nl.signaalketen.audit.content-read.v1", "data": {}}', str(REFERENCE).encode(), [], 0)
@example(
    b'{"type": "x", "id": "\\ud800", "data": {"reference": "%s"}}' % str(REFERENCE).encode(), b"", [("h", None)], 0
)
@given(
    value=EVENTS.map(bytes_of) | st.binary() | st.just(b"[" * 30_000) | st.just(b'{"data":' * 900 + b"1" + b"}" * 900),
    key=st.sampled_from([str(REFERENCE).encode(), b"", None]) | st.binary(max_size=40),
    headers=st.lists(st.tuples(st.text(max_size=5), st.binary(max_size=5) | st.none()), max_size=3),
    at=st.integers(0, 4_000_000_000_000),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_nothing_a_partner_writes_changes_an_answer_but_for_its_own_line(
    log: Pool, value: bytes, key: bytes | None, headers: list[tuple[str, bytes | None]], at: int
) -> None:
    async with log.acquire() as connection:
        await connection.execute("truncate record, arrival")
    await add(log, sent(0), said(1, {"reference": str(REFERENCE)}))
    before = await answers(log)
    await add(log, Record("reply.riec", 0, 9, at, key, value, tuple(headers)))
    after = await answers(log)
    of_reference, of_signal, *lists = after
    assert [of_reference, of_signal, *([one for one in answer if "/9" not in one] for answer in lists)] == before


async def answers(log: Pool) -> list[list[str]]:
    """Of every question an auditor can ask, the lines of the answer as they go out."""
    async with log.acquire() as connection, connection.transaction():
        evidence = await why_store.evidence(connection, REFERENCE)
        got = await why_store.to_partner(connection, "riec", ALL)
        named = await why_store.naming(connection, str(REFERENCE), ALL)
    events = [evidence.of_reference, evidence.of_signal, got, named]
    refused = [why.unproven_reply(one.reply) for one in evidence.replies if one.refused]
    shown = [[{"plaats": f"{r.topic}/{r.offset}", "gebeurtenis": r.event} for r in part] for part in events]
    return [[_as_answered(one) for one in part] for part in [*shown, refused]]


def _as_answered(part: Any) -> str:
    return json.dumps(jsonable_encoder(part), ensure_ascii=False, allow_nan=False).encode().decode()


async def test_what_breaks_its_contract_is_shown_as_bytes(log: Pool) -> None:
    """Found by what it says, however it was written; nothing in it is believed."""
    broken = said(0, {"reference": "x", "naam": "Zoë Müllerproef"})
    halved = said(1, {"reference": "Zoë Müllerproef \ud800"})
    await add(log, broken, halved)
    async with log.acquire() as connection, connection.transaction():
        found = await why_store.naming(connection, "zoë müllerproef", ALL)
    assert [b64decode(one.event["base64"]) for one in found] == [broken.value, halved.value]
