"""The worklist of the aandachtfunctionaris: what is urgent before what is strong, a page at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

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
        assert await store.count(connection) == len(wanted)
