"""The worklist of the aandachtfunctionaris: what is urgent before what is strong, a page at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.casework.handling.store import Hands
from services.casework.tenancy import store as tenancy
from services.runtime.base.database import migrate
from services.runtime.base.scope import Scope
from services.triage.service import SERVICE
from services.triage.worklist import store

if TYPE_CHECKING:
    from services.runtime.base.database import Connection, Pool
    from services.triage.worklist.store import Place

HERE, THERE = "GM0268", "GM0252"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
_MARKS = (
    "insert into proposal (proposal_id, signal_id, kind, body, shown, reasons, proposed_by, proposed_at)"
    " values (gen_random_uuid(), $1, 'besluit', '{}', '{}', '{}', 'x', now())",
    "insert into addition (addition_id, signal_id, kind, words, said_at)"
    " values (gen_random_uuid(), $1, 'aanvulling', 'Meer.', now())",
    "insert into referral (decision_id, partner, signal_id, director, state, returned)"
    " values (gen_random_uuid(), 'riec', $1, true, 'afgewezen', true)",
    "insert into consultation (reference, signal_id, partner, question, asked_by, asked_at, answer_by)"
    " values (gen_random_uuid(), $1, 'nla', '?', 'x', now(), '2026-11-20')",
)


_ON_TABLE = (
    "insert into agenda_item (item_id, signal_id, case_table, held_on, participants, state, put_on_by)"
    " values (gen_random_uuid(), $1, 'mdo', '2026-11-30', '{}', 'geagendeerd', 'x')"
)


async def _case(connection: Connection, at: str, place: tuple[bool, bool, bool, int, int, int], state: str) -> Place:
    """Where it belongs on the list: as ``Place``, with how many minutes ago it came."""
    *marks, late, strength, minutes = place
    signal_id, arrived_at = uuid4(), NOW - timedelta(minutes=minutes)
    await connection.execute(
        "insert into signal_case (signal_id, municipality, state, arrived_at, strength, personal)"
        " values ($1, $2, $3, $4, $5, '{}')",
        *(signal_id, at, state, arrived_at, -strength),
    )
    await tenancy.belongs(connection, signal_id, at, NOW)
    for statement, absent in zip(_MARKS, marks, strict=False):
        if not absent:
            await connection.execute(statement, signal_id)
    for _ in range(-late):
        await connection.execute(_MARKS[3], signal_id)
    return (marks[0], marks[1], marks[2], late, strength, arrived_at, signal_id)


async def test_it_is_in_the_order_of_the_desk_from_page_to_page_and_counted(pool: Pool) -> None:
    scope = Scope(frozenset({HERE, "GM0281"}), "tester")
    async with pool.acquire() as connection, connection.transaction():
        await migrate(connection, SERVICE.migrations)
        here: list[Place] = []
        kinds = product((True, False), (True, False), (True, False), (0, -1, -2), (0, -7), (5,))
        for number, place in enumerate(kinds):
            here.append(await _case(connection, (HERE, "GM0281")[number % 2], place, "te-beslissen"))
            await _case(connection, THERE, place, "te-beslissen")
        for minutes in (5, 9, 13, 17):
            here.append(await _case(connection, HERE, (True, True, True, 0, -7, minutes), "te-beslissen"))
        here.append(await _case(connection, HERE, (False, True, True, 0, -3, 5), "besloten"))
        here.append(await _case(connection, HERE, (True, False, True, 0, -3, 5), "besloten"))
        await _case(connection, HERE, (True, True, False, -1, -3, 5), "besloten")  # nothing to do there
        shared = await _case(connection, THERE, (True, True, True, 0, -5, 5), "te-beslissen")
        await tenancy.share(connection, shared[-1], HERE, NOW, datetime.now(UTC) + timedelta(days=1))
        wanted, found, after = [place[-1] for place in sorted([*here, shared])], list[UUID](), None
        places = {place[-1]: place for place in (*here, shared)}
        while page := await store.page(connection, scope, NOW.date(), after, 3):
            found += [one.signal_id for one in page]
            after = places[found[-1]]
        assert found == wanted
        await scope.enter(connection)
        assert await store.count(connection, scope, NOW.date()) == len(wanted)
        tenants = await store.by_tenant(connection)
        assert sum(count for _, count, _ in tenants) == len(wanted)
        assert {tenant for tenant, _, _ in tenants} == set(scope.tenants)
        marked = {
            store.Mark.TO_CONFIRM: {one for one, place in places.items() if not place[0]},
            store.Mark.SUPPLEMENTED: {one for one, place in places.items() if not place[1]},
            store.Mark.RETURNED: {one for one, place in places.items() if not place[2]},
            store.Mark.ANSWER_LATE: {one for one, place in places.items() if place[3]},
            store.Mark.WITH_PARTNER: {one for one, place in places.items() if place[3]},
            store.Mark.ON_TABLE: {wanted[0], wanted[-1]},
        }
        for one in marked[store.Mark.ON_TABLE]:
            await connection.execute(_ON_TABLE, one)
        for mark, of_mark in marked.items():
            found, after = list[UUID](), None
            while page := await store.page(connection, scope, NOW.date(), after, 4, mark):
                found += [one.signal_id for one in page]
                after = places[found[-1]]
            assert found == [one for one in wanted if one in of_mark], mark
        counted = await store.by_mark(connection, scope, NOW.date())
        assert {mark: count for mark, (count, _) in counted.items()} == {m: len(of) for m, of in marked.items()}


async def test_whose_hands_a_case_is_in_is_a_filter_of_the_list(pool: Pool) -> None:
    scope = Scope(frozenset({HERE}), "tester")
    async with pool.acquire() as connection, connection.transaction():
        await migrate(connection, SERVICE.migrations)
        places = [(True, True, True, 0, -7, 5), (False, True, True, 0, -7, 5), (True, True, True, 0, 0, 5)]
        own, colleagues, nobodys = [(await _case(connection, HERE, place, "te-beslissen"))[-1] for place in places]
        for signal_id, handler in ((own, "tester"), (colleagues, "collega")):
            await connection.execute(
                "insert into handling (signal_id, handler, since) values ($1, $2, now())", signal_id, handler
            )
        await scope.enter(connection)
        shown = {
            (hands, mark): [
                one.signal_id for one in await store.page(connection, scope, NOW.date(), None, 9, mark, hands)
            ]
            for hands in (None, *Hands)
            for mark in (None, store.Mark.TO_CONFIRM)
        }
        assert shown == {
            (None, None): [colleagues, own, nobodys],
            (None, store.Mark.TO_CONFIRM): [colleagues],
            (Hands.OWN, None): [own],
            (Hands.OWN, store.Mark.TO_CONFIRM): [],
            (Hands.NOBODY, None): [nobodys],
            (Hands.NOBODY, store.Mark.TO_CONFIRM): [],
        }
        for (hands, mark), found in shown.items():
            assert await store.count(connection, scope, NOW.date(), mark, hands) == len(found)


async def test_what_lies_on_a_desk_adds_up_to_another_number_once_it_is_another(pool: Pool) -> None:
    scope = Scope(frozenset({HERE}), "tester")
    async with pool.acquire() as connection, connection.transaction():
        await migrate(connection, SERVICE.migrations)
        await scope.enter(connection)
        numbers: list[int] = []
        for place in ((True, True, True, 0, -7, 5), (True, True, True, 0, -7, 5)):
            added = (await _case(connection, HERE, place, "te-beslissen"))[-1]
            numbers += [change for _, _, change in await store.by_tenant(connection)]
        for changed in ("strength = 2", "state = 'besloten'"):
            await connection.execute(f"update signal_case set {changed} where signal_id = $1", added)
            numbers += [change for _, _, change in await store.by_tenant(connection)]
        assert numbers[3] == numbers[0]
        assert len({*numbers[:3]}) == 3
