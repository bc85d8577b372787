"""The wall that the code itself makes, where the database has none: whoever tests it bypasses row-level security."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute

from services.casework.retention import store as retention
from services.casework.tenancy import store as tenancy
from services.intake.service import SERVICE as INTAKE
from services.intake.signals import store as signals
from services.intake.waiting import store as waiting
from services.referral import store as referral
from services.runtime.base.database import migrate
from services.runtime.base.scope import Scope
from services.runtime.http import whose
from services.runtime.http.problem import ProblemError
from services.triage.agenda import store as agenda
from services.triage.service import SERVICE as TRIAGE
from services.triage.worklist import store as worklist
from services.zorg_referral.service import SERVICE as ZORG

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.runtime.base.database import Connection, Pool
    from services.runtime.definition import Service

HERE, THERE = "GM0268", "GM0252"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SCOPE = Scope(frozenset({HERE}), "tester")
_CASE = "insert into signal_case (signal_id, municipality, state, arrived_at) values ($1, $2, 'te-beslissen', now())"
_AGENDA = (
    "insert into agenda_item (item_id, signal_id, case_table, held_on, participants, state, put_on_by)"
    " select gen_random_uuid(), signal_id, 'mdo-mensenhandel', current_date, '{}', 'geagendeerd', 'x' from signal_case"
    " where signal_id = $1"
)
_WAITING = (
    "insert into signal (signal_id, reported_by, municipality, status, received_at, status_since)"
    " values ($1, 'x', $2, 'meldcode-stappen-nodig', now(), now())"
)
_REFERRAL = (
    "insert into referral (reference, signal_id, decision_id, partner, director, basis, municipality, state, sent_at,"
    " state_since) values (gen_random_uuid(), $1, gen_random_uuid(), 'zorgcoordinator', true, 'x', $2, 'verzonden',"
    " now(), now())"
)
_DESTROYED = "insert into destruction (signal_id, kind, destroy_after, destroyed_at) values ($1, 'x', now(), now())"
_HELD = (
    "insert into hold (hold_id, signal_id, reason, placed_by, placed_at)"
    " values (gen_random_uuid(), $1, 'klacht', 'x', now())"
)
_REFERRALS = referral.Which(SCOPE, None, None)


async def _waiting(connection: Connection) -> int:
    async with connection.transaction():
        await SCOPE.enter(connection)
        return await waiting.count(connection)


LISTS: dict[str, tuple[Service, tuple[str, ...], Callable[[Connection], Awaitable[Any]]]] = {
    "triage: worklist": (TRIAGE, (_CASE,), partial(worklist.page, scope=SCOPE, today=NOW.date(), after=None, limit=9)),
    "triage: agendas": (TRIAGE, (_CASE, _AGENDA), partial(agenda.open_items, scope=SCOPE, after=None, limit=9)),
    "triage: agendas, count": (TRIAGE, (_CASE, _AGENDA), partial(agenda.count_open, scope=SCOPE)),
    "intake: waiting": (INTAKE, (_WAITING,), partial(waiting.page, scope=SCOPE, after=None, limit=9)),
    "intake: waiting, count": (INTAKE, (_WAITING,), _waiting),
    "referral: list": (ZORG, (_REFERRAL,), partial(referral.referrals, which=_REFERRALS, after=None, limit=9)),
    "referral: count": (ZORG, (_REFERRAL,), partial(referral.count, which=_REFERRALS)),
    "destructions": (ZORG, (_DESTROYED,), partial(retention.destructions, scope=SCOPE, after=None, limit=9)),
    "destructions: count": (ZORG, (_DESTROYED,), partial(retention.count_destructions, scope=SCOPE)),
    "holds": (ZORG, (_HELD,), partial(retention.holds, scope=SCOPE, after=None, limit=9, lifted=False)),
    "holds: count": (ZORG, (_HELD,), partial(retention.count_holds, scope=SCOPE, lifted=False)),
}


async def _add(connection: Connection, statements: tuple[str, ...], at: str) -> UUID:
    signal_id = uuid4()
    for statement in statements:
        await connection.execute(statement, *([signal_id, at] if "$2" in statement else [signal_id]))
    await tenancy.belongs(connection, signal_id, at, NOW)
    return signal_id


def _ids(found: Any) -> set[UUID] | int:
    return found if isinstance(found, int) else {one.signal_id for one in found}


@pytest.mark.parametrize("what", LISTS)
async def test_a_list_holds_what_is_in_its_scope_now(pool: Pool, what: str) -> None:
    service, statements, listed = LISTS[what]
    now = datetime.now(UTC)
    async with pool.acquire() as connection:
        await migrate(connection, service.migrations)
        own, _, shared, expired = [await _add(connection, statements, at) for at in (HERE, THERE, THERE, THERE)]
        await tenancy.share(connection, shared, HERE, NOW, now + timedelta(days=1))
        await tenancy.share(connection, expired, HERE, NOW, now - timedelta(seconds=1))
        found = _ids(await listed(connection))
        assert found in ({own, shared}, 2)
        await tenancy.end_share(connection, shared, HERE, now)
        assert _ids(await listed(connection)) in ({own}, 1)


async def test_who_asks_for_his_reports_gets_no_others(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, INTAKE.migrations)
        own, _ = [await _add(connection, (_WAITING,), HERE) for _ in range(2)]
        await connection.execute("update signal set reported_by = 'me' where signal_id = $1", own)
        assert [one.signal_id for one in await signals.of_reporter(connection, "me")] == [own]


async def on_desk(connection: Connection, at: str) -> list[Any]:
    return await worklist.page(connection, Scope(frozenset({at}), "x"), NOW.date(), None, 9)


async def test_a_share_ends_for_whom_it_ends_and_begins_again(pool: Pool) -> None:
    now = datetime.now(UTC)
    until = now + timedelta(days=1)
    async with pool.acquire() as connection:
        await migrate(connection, TRIAGE.migrations)
        signal_id = await _add(connection, (_CASE,), "GM0281")
        for municipality in (HERE, THERE):
            await tenancy.share(connection, signal_id, municipality, NOW, until)
        await tenancy.end_share(connection, signal_id, THERE, now)
        await tenancy.end_share(connection, signal_id, "GM0281", now)  # whose own it is
        reached = {at: bool(await on_desk(connection, at)) for at in (HERE, THERE, "GM0281")}
        assert reached == {HERE: True, THERE: False, "GM0281": True}
        await tenancy.share(connection, signal_id, THERE, now, until)
        assert await on_desk(connection, THERE)


async def test_who_asks_for_a_case_has_it_now_or_asks_as_who_reported_it(pool: Pool) -> None:
    now = datetime.now(UTC)
    app = FastAPI()
    app.state.pool, app.state.walls = pool, INTAKE.walls
    async with pool.acquire() as connection:
        await migrate(connection, INTAKE.migrations)
        own, other, shared, expired, reported = [
            await _add(connection, (_WAITING,), at) for at in (HERE, THERE, THERE, THERE, THERE)
        ]
        await tenancy.share(connection, shared, HERE, NOW, now + timedelta(days=1))
        await tenancy.share(connection, expired, HERE, NOW, now - timedelta(seconds=1))
        await connection.execute("update signal set reported_by = 'tester' where signal_id = $1", reported)
    noted: list[UUID] = []

    async def reaches(signal_id: UUID, scope: Scope = SCOPE) -> bool:
        route = APIRoute("/signalen/{id}", lambda: None)
        request = Request(
            {"type": "http", "app": app, "route": route, "path_params": {"id": str(signal_id)}, "state": {}}
        )
        request.state.caller = None
        app.state.refusals = _Noting(noted, signal_id)
        try:
            await whose.check(request, scope)
        except ProblemError:
            return False
        return True

    nobodys = uuid4()
    found = [one for one in (own, other, shared, expired, reported, nobodys) if await reaches(one)]
    assert found == [own, shared], "at a desk"
    assert noted == [other, expired, reported]
    assert await reaches(reported, replace(SCOPE, as_reporter=True)), "as who reported it"


class _Noting:
    """In the place of the trail: of whom it would tell."""

    def __init__(self, noted: list[UUID], about: UUID) -> None:
        self._noted, self._about = noted, about

    async def note(self, *_: Any) -> None:
        self._noted.append(self._about)
