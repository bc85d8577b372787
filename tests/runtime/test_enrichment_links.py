"""Linking on real tables, for what the running chain cannot be brought to: a key that takes the place of another."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest_asyncio
from uuid_utils.compat import uuid7

from schemas.codes.flow import Assessment, InterventionKind, ObjectKind
from schemas.codes.register import LookupState
from schemas.events.acts.enrichment import InterventionRecorded, SignalAssessed
from schemas.events.case import Company
from services.casework.handling.store import Hands
from services.casework.settings.domain import AS_DECLARED
from services.casework.tenancy import store as tenancy_store
from services.enrichment import acts, store, worklist
from services.enrichment.domain import COUNTED_TO, assess, strength
from services.enrichment.interventions.acts import record
from services.enrichment.objects import store as link_store
from services.enrichment.objects.domain import KnownBy
from services.enrichment.objects.keyring import Key, Keyring
from services.enrichment.objects.linking import link
from services.enrichment.objects.store import Link
from services.enrichment.registers.domain import Addresses
from services.enrichment.service import SERVICE
from services.enrichment.weighing import wipe
from services.runtime.base.database import migrate
from services.runtime.base.scope import Scope
from tests.unit.cases import TODAY, signal

if TYPE_CHECKING:
    from services.runtime.base.database import Connection, Pool

NIJMEGEN = Scope(frozenset({"GM0268"}), "tester")
OLD, NEW = (Key.parse(base64.b64encode(bytes([number]) * 32).decode()) for number in (1, 2))
FIRM = Company(name="Kwekerij Zonnig", kvk_number="69599084")


@pytest_asyncio.fixture(loop_scope="session")
async def tables(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    return pool


async def arrived(
    connection: Connection,
    company: Company | None = FIRM,
    said: str | None = None,
    on: int = 24,
    at: str = "GM0268",
) -> UUID:
    """``said``: in the reporter's words; as nobody else did, unless it is given. ``on``: the day in November."""
    signal_id = uuid7()
    content = signal(company=company, received_at=datetime(2026, 11, on, 9, tzinfo=UTC), municipality=at)
    personal = content.personal.model_copy(update={"description": said or f"Zaak {signal_id}."})
    content = content.model_copy(update={"personal": personal})
    await store.add_signals(
        connection,
        [(signal_id, datetime.now(UTC), content, LookupState.NOT_ASKED, LookupState.NOT_ASKED, None)],
    )
    return signal_id


async def others(connection: Connection, signal_id: UUID) -> dict[ObjectKind, int]:
    found = await store.find(connection, signal_id)
    assert found
    return dict(found.findings.others)


async def keys_in_use(connection: Connection) -> set[str]:
    return {row["key_id"] for row in await connection.fetch("select key_id from object_hash")}


async def test_a_worker_with_the_old_key_and_one_with_both_find_each_other(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first = await arrived(connection)
        await link(connection, Keyring((OLD,)))
        second = await arrived(connection)
        await link(connection, Keyring((NEW, OLD)))
        third = await arrived(connection)
        await link(connection, Keyring((OLD,)))
        for signal_id in (first, second, third):
            assert await others(connection, signal_id) == {ObjectKind.COMPANY: 2}


async def test_after_the_rotation_nothing_is_left_under_the_old_key(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first = await arrived(connection)
        await link(connection, Keyring((OLD,)))
        for keyring in (Keyring((NEW, OLD)), Keyring((NEW,))):
            await link_store.forget_other_keys(connection, keyring.name)
            await link(connection, keyring)
        assert await keys_in_use(connection) == {NEW.id}
        second = await arrived(connection)
        await link(connection, Keyring((NEW,)))
        assert await others(connection, first) == await others(connection, second) == {ObjectKind.COMPANY: 1}


async def test_an_address_links_once_it_is_known_and_other_links_stay(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, second, alone = await arrived(connection), await arrived(connection), await arrived(connection, None)
        await link(connection, Keyring((NEW,)))
        for signal_id in (first, second):
            await store.save_address(connection, signal_id, Addresses(("Straat 1",), "0268200000000001"))
        assert await link(connection, Keyring((NEW,))) == 2
        assert await others(connection, first) == {ObjectKind.COMPANY: 1, ObjectKind.ADDRESS: 1}
        assert await others(connection, alone) == {}


async def test_an_address_that_may_be_several_links_nothing(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, second = await arrived(connection, None), await arrived(connection, None)
        for signal_id in (first, second):
            await store.save_address(connection, signal_id, Addresses(("Straat 1", "Straat 1"), None))
        await link(connection, Keyring((NEW,)))
        assert await others(connection, first) == {}


async def test_links_go_with_the_content(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        gone, kept = await arrived(connection), await arrived(connection)
        await link(connection, Keyring((NEW,)))
        await wipe(connection, [gone])
        await store.save_address(connection, gone, Addresses(("Te laat 1",), "0268200000000001"))
        assert await link(connection, Keyring((NEW,))) == 0
        assert await others(connection, kept) == {}
        row = await connection.fetchrow("select address, address_id, content from signal where signal_id = $1", gone)
        assert row
        assert set(row.values()) == {None}


async def closed(connection: Connection, signal_id: UUID) -> None:
    found = await store.find(connection, signal_id)
    assert found
    assessed = assess(
        found.standing, found.content, found.findings, Assessment.NOT_STRENGTHENED, "Niets.", TODAY, AS_DECLARED
    )
    act = SignalAssessed(
        actor="tester",
        at=datetime.now(UTC),
        signal_id=signal_id,
        conclusion=Assessment.NOT_STRENGTHENED,
        destroy_after=assessed.destroy_after,
    )
    await acts.assess(connection, act, "Niets.")


async def reopened(connection: Connection) -> dict[str, dict[str, object]]:
    rows = await connection.fetch("select key, value from outbox where topic = 'signal.enriched' order by position")
    return {row["key"].decode(): json.loads(row["value"])["data"] for row in rows}


async def test_a_new_signal_brings_back_what_was_closed_and_cancels_its_destruction(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, another = await arrived(connection), await arrived(connection, None)
        for signal_id in (first, another):
            await closed(connection, signal_id)
        await link(connection, Keyring((NEW,)))
        assert await reopened(connection) == {}
        second = await arrived(connection)
        await link(connection, Keyring((NEW,)))
        told = {"municipality": "GM0268", "objects": ["bedrijf"], "other_signal_id": str(second)}
        assert await reopened(connection) == {str(first): told}
        row = await connection.fetchrow("select * from signal where signal_id = $1", first)
        assert row
        assert (row["state"], row["destroy_after"], row["reopened_for"]) == ("te-beoordelen", None, ["bedrijf"])
        assert (row["assessed_by"], row["assessment_note"]) == ("tester", "Niets.")
        assert first in {one.signal_id for one in await worklist.page(connection, NIJMEGEN, None, 100)}


async def test_an_address_that_is_known_late_brings_back_the_signal_itself(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, second = await arrived(connection, None), await arrived(connection, None)
        await closed(connection, first)
        await link(connection, Keyring((NEW,)))
        for signal_id in (second, first):
            await store.save_address(connection, signal_id, Addresses(("Straat 1",), "0268200000000001"))
            await link(connection, Keyring((NEW,)))
        told = {"municipality": "GM0268", "objects": ["adres"], "other_signal_id": str(second)}
        assert await reopened(connection) == {str(first): told}


async def test_a_new_key_brings_nothing_back(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, second = await arrived(connection), await arrived(connection)
        await link(connection, Keyring((OLD,)))
        for signal_id in (first, second):
            await closed(connection, signal_id)
        for keyring in (Keyring((NEW, OLD)), Keyring((NEW,))):
            await link_store.forget_other_keys(connection, keyring.name)
            assert await link(connection, keyring) == 2
        assert await reopened(connection) == {}


async def test_what_was_destroyed_does_not_come_back(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first = await arrived(connection)
        await link(connection, Keyring((NEW,)))
        await closed(connection, first)
        await wipe(connection, [first])
        await arrived(connection)
        await link(connection, Keyring((NEW,)))
        assert await reopened(connection) == {}


BY_NAME = Company(name="kwekerij ZONNIG B.V.")
NAMESAKE = Company(name="Kwekerij Zonnig", kvk_number="69599085")


async def test_a_firm_by_number_and_a_firm_by_name_find_each_other(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        numbered, named, namesake = [await arrived(connection, firm) for firm in (FIRM, BY_NAME, NAMESAKE)]
        await link(connection, Keyring((NEW, OLD)))
        assert await others(connection, named) == {ObjectKind.COMPANY: 2}
        assert await others(connection, numbered) == await others(connection, namesake) == {ObjectKind.COMPANY: 1}
        assert await link_store.links(connection, named) == [Link(ObjectKind.COMPANY, KnownBy.NAME, 2)]
        again = await arrived(connection)
        await link(connection, Keyring((NEW, OLD)))
        assert await link_store.links(connection, again) == [
            Link(ObjectKind.COMPANY, KnownBy.KVK_NUMBER, 1),
            Link(ObjectKind.COMPANY, KnownBy.NAME, 2),
        ]


async def test_the_same_report_again_is_a_double_and_counts_nowhere(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, other = await arrived(connection, said="Zaak A."), await arrived(connection)
        double = await arrived(connection, said="zaak a.")
        await link(connection, Keyring((NEW,)))
        assert await link_store.doubles(connection, [first, other, double]) == {double: first}
        for signal_id in (first, other, double):
            assert await others(connection, signal_id) == {ObjectKind.COMPANY: 1}


async def test_a_double_does_not_bring_back_its_own_copy_or_another(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, other = await arrived(connection, said="Zaak A."), await arrived(connection)
        await link(connection, Keyring((NEW,)))
        for signal_id in (first, other):
            await closed(connection, signal_id)
        double = await arrived(connection, said="Zaak A.")
        await link(connection, Keyring((NEW,)))
        assert await reopened(connection) == {}
        await closed(connection, double)
        await arrived(connection)
        await link(connection, Keyring((NEW,)))
        assert {*await reopened(connection)} == {str(first), str(other)}


async def test_the_same_words_a_week_later_are_a_report_of_their_own(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, later = [await arrived(connection, said="Zaak A.", on=day) for day in (10, 17)]
        await link(connection, Keyring((NEW,)))
        assert await link_store.doubles(connection, [first, later]) == {}
        assert await others(connection, later) == {ObjectKind.COMPANY: 1}


async def test_once_the_first_is_destroyed_the_second_is_no_double(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        first, double = [await arrived(connection, said="Zaak A.") for _ in range(2)]
        other = await arrived(connection)
        await link(connection, Keyring((NEW,)))
        await wipe(connection, [first])
        assert await others(connection, other) == {ObjectKind.COMPANY: 1}
        assert await link_store.doubles(connection, [first, double]) == {}
        assert await connection.fetchval("select count(*) from report_digest where signal_id = $1", first) == 0


async def test_many_that_share_are_counted_up_to_a_number(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        signals = [await arrived(connection) for _ in range(COUNTED_TO + 3)]
        await link(connection, Keyring((NEW, OLD)))
        assert await others(connection, signals[0]) == {ObjectKind.COMPANY: COUNTED_TO}
        assert {one.others for one in await link_store.links(connection, signals[0])} == {COUNTED_TO}


async def test_what_was_done_is_found_at_what_shares_it_whichever_came_first(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        before, after, alone = await arrived(connection), await arrived(connection), await arrived(connection, None)
        await record(connection, intervened(before, "2026-01-02"), "Gemeente")
        await link(connection, Keyring((NEW,)))
        await record(connection, intervened(after, "2026-01-01"), "Gemeente")
        for signal_id, days in (
            (before, ["2026-01-02", "2026-01-01"]),
            (after, ["2026-01-02", "2026-01-01"]),
            (alone, []),
        ):
            found = await store.find(connection, signal_id)
            assert found
            assert [str(one.took_place_on) for one in found.findings.interventions] == days


def intervened(signal_id: UUID, day: str) -> InterventionRecorded:
    return InterventionRecorded(
        actor="tester",
        at=datetime.now(UTC),
        signal_id=signal_id,
        intervention_id=uuid7(),
        kind=next(iter(InterventionKind)),
        took_place_on=date.fromisoformat(day),
    )


async def elsewhere(connection: Connection, signal_id: UUID) -> int:
    found = await store.find(connection, signal_id)
    assert found
    assert found.shared.elsewhere == max((one.elsewhere for one in found.shared.links), default=0)
    return found.shared.elsewhere


async def test_what_others_share_elsewhere_is_a_number_and_is_told_once(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        here, there = await arrived(connection), await arrived(connection, at="GM0252")
        await link(connection, Keyring((NEW,)))
        assert await elsewhere(connection, here) == await elsewhere(connection, there) == 1
        assert (await others(connection, here))[ObjectKind.COMPANY] == 1
        told = await reopened(connection)
        assert {key: (one["municipality"], one["objects"], one["elsewhere"]) for key, one in told.items()} == {
            str(here): ("GM0268", ["bedrijf"], 1),
            str(there): ("GM0252", ["bedrijf"], 1),
        }
        await link_store.forget_other_keys(connection, Keyring((NEW, OLD)).name)
        await link(connection, Keyring((NEW, OLD)))
        assert await elsewhere(connection, here) == 1
        assert len(await connection.fetch("select from outbox where topic = 'signal.enriched'")) == 2
        await arrived(connection)
        await link(connection, Keyring((NEW, OLD)))
        assert (await elsewhere(connection, here), await elsewhere(connection, there)) == (1, 2)
        told_to = "select key from outbox where topic = 'signal.enriched' order by position"
        assert [row["key"].decode() for row in await connection.fetch(told_to)].count(str(here)) == 1
        await wipe(connection, [there])
        assert await elsewhere(connection, here) == 0


async def on_desk(connection: Connection, scope: Scope) -> int:
    await scope.enter(connection)
    return await worklist.count(connection, scope)


async def test_the_worklist_is_a_municipalitys_own_in_the_order_of_strength(tables: Pool) -> None:
    async with tables.acquire() as connection, connection.transaction():
        weak = await arrived(connection, None)
        strong = [await arrived(connection) for _ in range(3)]
        other = await arrived(connection, at="GM0252")
        await link(connection, Keyring((NEW,)))
        both = Scope(frozenset({"GM0268", "GM0252"}), "tester")
        assert [one.signal_id for one in await worklist.page(connection, NIJMEGEN, None, 10)] == [*strong, weak]
        first = await worklist.page(connection, both, None, 2)
        last = first[-1]
        after = (-last.strength, last.received_at, last.signal_id)
        rest = await worklist.page(connection, both, after, 10)
        assert {one.signal_id for one in (*first, *rest)} == {*strong, weak, other}
        assert len(first) + len(rest) == 5
        seen = (*strong, weak, other)
        now = datetime.now(UTC)
        await tenancy_store.share(connection, other, "GM0268", now, now + timedelta(days=1))
        assert {one.signal_id for one in await worklist.page(connection, NIJMEGEN, None, 10)} == {*seen}
        assert await on_desk(connection, NIJMEGEN) == await on_desk(connection, both) == 5
        await tenancy_store.end_share(connection, other, "GM0268", now - timedelta(hours=1))
        assert await on_desk(connection, NIJMEGEN) == 4
        for mark, column in ((worklist.Mark.LATE, "escalated_at"), (worklist.Mark.REOPENED, "reopened_at")):
            await connection.execute(f"update signal set {column} = now() where signal_id = $1", strong[1])
            assert [one.signal_id for one in await worklist.page(connection, both, None, 9, mark)] == [strong[1]]
            assert await worklist.count(connection, both, mark) == 1
            assert await worklist.count(connection, both, mark, Hands.NOBODY) == 1
            assert await worklist.page(connection, both, None, 9, mark, Hands.OWN) == []
        tenants, marks = await worklist.on_desk(connection)
        assert ([(at, count) for at, count, _ in tenants], [*marks.values()]) == ([("GM0268", 4)], [(1, 0), (1, 0)])
        points = [one.strength for one in (*first, *rest)]
        assert points == sorted(points, reverse=True)
        assert all(one.strength == strength(one.content, one.findings).points for one in (*first, *rest))
