"""Stored histories through today's code: the state they led to then, and changes that would lead elsewhere."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.services import module_of
from schemas.codes.flow import Outcome, ReferralState
from schemas.events.acts.triage import CaseWithdrawn
from services.audit import replay as of_audit
from services.referral import domain as referral_domain
from services.runtime.base.database import migrate
from services.runtime.messaging.dispatch import UnknownTypeError
from services.runtime.operate import comparison
from services.runtime.operate.replay import BrokenHistoryError, history, rebuild, topics_of
from services.triage.decisions import domain as triage_domain
from tests import histories
from tests.histories.__main__ import replayed

if TYPE_CHECKING:
    from services.runtime.base.database import Connection, Pool
    from services.runtime.definition import Service
    from services.runtime.messaging.record import Record
    from services.runtime.operate.comparison import Exempt
    from services.runtime.operate.replay import Replay

(NAME,) = histories.NAMES


def service(name: str) -> Service:
    return importlib.import_module(f"{module_of(name)}.service").SERVICE


async def replayed_into(connection: Connection, name: str, records: list[Record]) -> list[str]:
    """The history of this service in the current schema; what its fold found."""
    made = service(name)
    assert made.replay
    await migrate(connection, made.migrations)
    await comparison.loosen(connection, made.replay.exempt_at_most)
    wanted = set(topics_of(name))
    events = history(name, [one for one in records if one.topic in wanted])
    return await rebuild(connection, name, made.replay, events)


def led_to(stored: str) -> dict[str, histories.State]:
    """By service, of those there were."""
    return json.loads(histories.state_file(stored).read_text("utf-8"))


def same(made: Replay[Any], place: str, now: str, then: str) -> bool:
    """By the rule for this column: a moment that an act did not say then was taken from the event beside it."""
    rule = made.exempt_at_most.get(place)
    if rule is not None and rule.how == "skip":
        return True
    if rule is None or rule.how != "clock" or "None" in (now, then):
        return now == then
    return abs(datetime.fromisoformat(now) - datetime.fromisoformat(then)) < timedelta(seconds=1)


@pytest.mark.parametrize(("stored", "name"), [(stored, name) for stored in histories.NAMES for name in led_to(stored)])
async def test_a_stored_history_leads_to_the_state_it_led_to(pool: Pool, stored: str, name: str) -> None:
    made = service(name).replay
    assert made
    async with pool.acquire() as connection:
        assert await replayed_into(connection, name, histories.load(stored)) == []
        tables = await comparison.tables(connection, made.keys)
        state = histories.state(made, tables, await comparison.rows(connection, tables))
    then = led_to(stored)[name]
    assert any(then.values())
    for table, rows in then.items():
        assert state[table].keys() == rows.keys()
        for key, columns in rows.items():
            now = state[table][key]
            other = [name for name, value in columns.items() if not same(made, f"{table}.{name}", now[name], value)]
            assert other == [], (table, key)


async def test_a_reply_that_is_no_longer_allowed_is_found(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(referral_domain.ALLOWED, ReferralState.RECEIVED, frozenset[ReferralState]())
    async with pool.acquire() as connection:
        found = await replayed_into(connection, "zorg-referral", histories.load(NAME))
    assert any("was taken, the rules of today refuse it" in one for one in found)


async def test_a_decision_that_the_same_rules_no_longer_allow_is_found(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(triage_domain.DIRECTORS, Outcome.CARE, frozenset({"riec"}))
    monkeypatch.setattr(triage_domain, "RULE_VERSION", "2026-11")
    async with pool.acquire() as connection:
        found = await replayed_into(connection, "triage", histories.load(NAME))
    assert any(f"not possible by rules {triage_domain.RULE_VERSION}" in one for one in found)


async def test_a_decision_by_other_rules_stands_as_it_was_taken(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(triage_domain.DIRECTORS, Outcome.CARE, frozenset({"riec"}))
    monkeypatch.setattr(triage_domain, "RULE_VERSION", "2031-01")
    async with pool.acquire() as connection:
        assert await replayed_into(connection, "triage", histories.load(NAME)) == []
        versions = await connection.fetch("select distinct rule_version from decision")
    assert [row["rule_version"] for row in versions] == ["2026-11"]


async def test_an_event_left_out_of_the_log_is_found(pool: Pool) -> None:
    records = [one for one in histories.load(NAME) if not one.topic.startswith("consult.")]
    async with pool.acquire() as connection:
        with pytest.raises(BrokenHistoryError, match=r"^trail\.triage/0/\d+ does not follow on"):
            await replayed_into(connection, "triage", records)


async def test_an_act_that_is_in_no_table_is_found(pool: Pool) -> None:
    made = service("triage")
    assert made.replay
    own = {kind: apply for kind, apply in made.replay.own.items() if kind is not CaseWithdrawn}
    async with pool.acquire() as connection:
        await migrate(connection, made.migrations)
        await comparison.loosen(connection, made.replay.exempt_at_most)
        wanted = set(topics_of("triage"))
        events = history("triage", [one for one in histories.load(NAME) if one.topic in wanted])
        with pytest.raises(BrokenHistoryError) as broken:
            await rebuild(connection, "triage", replace(made.replay, own=own), events)
    assert isinstance(broken.value.__cause__, UnknownTypeError)


async def test_audits_own_tables_follow_from_its_records(pool: Pool) -> None:
    records = histories.load(NAME)
    made = service("audit")
    async with pool.acquire() as connection:
        await migrate(connection, made.migrations)
        await of_audit.rebuild(connection, records)
        size = await connection.fetchval("select size from log_head")
        tiles = await connection.fetchval("select count(*) from tile where level = 0")
    assert size == len(records)
    assert tiles == -(-size // 256)


@pytest.mark.parametrize("name", [*replayed(), "audit"])
async def test_what_is_not_compared_exists_and_has_its_reason(pool: Pool, name: str) -> None:
    made = service(name)
    exempt: dict[str, Exempt] = {**(made.replay.exempt_at_most if made.replay else of_audit.EXEMPT)}
    async with pool.acquire() as connection:
        await migrate(connection, made.migrations)
        tables = await comparison.tables(connection, {})
    known = {table.name for table in tables} | {f"{t.name}.{column}" for t in tables for column in t.columns}
    assert exempt.keys() <= known
    assert all(rule.why for rule in exempt.values())
    assert {table.name for table in tables if table.name not in exempt}


def test_the_comparison_says_where_and_never_what() -> None:
    table = comparison.Table("t", ("k", "name", "at"), ("k",))
    rules = {"t.at": comparison.skip("a clock")}
    row = {"k": 1, "name": "A", "at": 1}
    live: Any = {"t": [{**row, "name": "B", "at": 2}, {**row, "k": 2}]}
    rebuilt: Any = {"t": [row, {**row, "k": 3}]}
    assert [str(one) for one in comparison.differences([table], live, rebuilt, rules)] == [
        "t 1 name: differs from the log",
        "t 2: is in no event of the log",
        "t 3: is gone",
    ]
