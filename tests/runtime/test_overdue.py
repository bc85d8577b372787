"""What is overdue is found by one question to an index, over weekends and holidays, and by the same rule as ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from schemas.catalogue import type_of
from schemas.disclosures.afterwards import ReferralRevoked
from schemas.envelope import new_event
from services.casework import notice
from services.casework.settings.domain import AS_DECLARED
from services.casework.terms.domain import day_of, start_of
from services.casework.terms.escalation import escalating, overdue
from services.intake.escalation import TERMS as REPORTED
from services.intake.service import SERVICE as INTAKE
from services.intake.signals import domain as intake_domain
from services.intake.signals import store as intake_store
from services.referral import domain, store
from services.referral.escalation import TERMS as REFERRED
from services.runtime.base.database import migrate
from services.triage.consultations import store as consultation_store
from services.triage.consultations.domain import Consultation
from services.triage.escalation import TERMS as ASKED
from services.triage.service import SERVICE as TRIAGE
from services.triage.worklist.metrics import measure
from services.zorg_referral.service import SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.events.acts.terms import TermPassed
    from services.casework.terms.escalation import Term
    from services.runtime.base.database import Connection, Pool

TODAYS = [
    date(2026, 4, 7),  # the first working day after Good Friday and Easter
    date(2026, 5, 6),  # after 5 May
    date(2026, 11, 29),  # a Sunday
    date(2026, 12, 28),  # after Christmas and a weekend
    date(2027, 1, 4),
]


def moments(today: date) -> Iterator[datetime]:
    """Around each midnight here, for as long back as any norm goes."""
    for days in range(120):
        midnight = start_of(today - timedelta(days=days))
        yield midnight
        yield midnight - timedelta(minutes=1)


def referred(state: domain.State, since: datetime) -> store.Referral:
    return store.Referral(
        reference=uuid4(),
        signal_id=uuid4(),
        decision_id=uuid4(),
        partner="riec",
        director=True,
        basis="riec-convenant",
        municipality="GM0268",
        state=state,
        sent_at=since,
        state_since=since,
    )


async def escalated(connection: Connection, service: str, terms: Sequence[Term], today: date) -> set[object]:
    """What goes on record today, so many at a time."""
    found: set[object] = set()
    while late := await escalating(service, terms)(connection, datetime.now(UTC), today):
        found |= {cast("TermPassed", one.event.data).waiting for one in late}
    return found


@pytest.mark.parametrize("today", TODAYS)
async def test_every_referral_beyond_its_norm_time_is_found_and_no_other(pool: Pool, today: date) -> None:
    late = 0
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
        expected: set[object] = set()
        for state in domain.State:
            for since in moments(today):
                made = referred(state, since)
                await store.add(connection, made)
                due_on = domain.due(state, day_of(since), AS_DECLARED)
                if due_on and today > due_on:
                    expected.add(made.reference)
                    late += 1
        assert await escalated(connection, "zorg-referral", REFERRED, today) == expected
        assert await escalated(connection, "zorg-referral", REFERRED, today) == set()
    assert late > 200


@pytest.mark.parametrize("today", TODAYS)
async def test_every_report_that_waits_too_long_is_found_and_no_other(pool: Pool, today: date) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, INTAKE.migrations)
        expected: set[object] = set()
        for status in intake_domain.ReporterStatus:
            for since in moments(today):
                made = intake_store.Signal(uuid4(), "melder", "GM0268", status, since, None, since)
                await intake_store.add(connection, made)
                norm = intake_domain.NORMS.get(status)
                if norm and today > norm.due(day_of(since), AS_DECLARED):
                    expected.add(made.signal_id)
        assert await escalated(connection, "intake", REPORTED, today) == expected
    assert expected


@pytest.mark.parametrize("today", TODAYS)
async def test_every_notice_not_confirmed_in_time_is_escalated_once_and_no_other(pool: Pool, today: date) -> None:
    now = datetime.now(UTC)
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
        about = referred(domain.State.DONE, now)
        await store.add(connection, about)
        for since in moments(today):
            told = ReferralRevoked(reference=about.reference, notice=uuid4())
            event = new_event("zorg-referral", type_of(ReferralRevoked), str(about.reference), told, None)
            await notice.tell(connection, replace(event, time=since))
        sent = await notice.about(connection, [about.reference])
        confirmed = next(one for one in sent if one.overdue(today, AS_DECLARED))
        await notice.confirm(connection, about.reference, confirmed.notice, now)
        late = {one.notice for one in sent if one.overdue(today, AS_DECLARED)} - {confirmed.notice}
        assert await escalated(connection, "zorg-referral", [notice.TERM], today) == late
        shown = await notice.about(connection, [about.reference])
        assert {one.notice for one in shown if one.escalated_at} == late
        assert await escalated(connection, "zorg-referral", [notice.TERM], today) == set()


async def test_hundreds_of_thousands_that_wait_are_not_looked_at(pool: Pool) -> None:
    """By what the database touches, not by how long it takes."""
    today = date(2026, 11, 25)
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
        await connection.execute(
            """
            insert into referral
                (reference, signal_id, decision_id, partner, director, basis, municipality, state, sent_at, state_since)
            select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'riec', true, '', '', 'in-behandeling',
                '2026-11-20', '2026-11-20' from generate_series(1, 200000)
            """
        )
        await connection.execute("analyze referral")
        late = referred(domain.State.IN_PROGRESS, datetime(2026, 1, 5, tzinfo=UTC))
        await store.add(connection, late)
        read = "select coalesce(sum(seq_tup_read + idx_tup_fetch), 0) from pg_stat_xact_user_tables where relname = $1"
        async with connection.transaction():
            schema = await connection.fetchval("select current_schema()")
            read += f" and schemaname = '{schema}'"
            before = await connection.fetchval(read, "referral")
            found = [row for term in REFERRED for row in await overdue(connection, term, today, AS_DECLARED)]
            touched = await connection.fetchval(read, "referral") - before
    assert [row["reference"] for row in found] == [late.reference]
    assert touched < 100


async def test_a_question_is_escalated_from_the_day_after_its_term(pool: Pool) -> None:
    today = date(2026, 11, 25)
    async with pool.acquire() as connection:
        await migrate(connection, TRIAGE.migrations)
        signal_id = uuid4()
        await connection.execute(
            "insert into signal_case (signal_id, municipality, state, arrived_at) values ($1, '', '', now())", signal_id
        )
        for days in (0, 1):
            asked = Consultation(uuid4(), signal_id, "politie", "", "", datetime.now(UTC), today - timedelta(days=days))
            await consultation_store.add(connection, asked)
        late = await escalating("triage", ASKED)(connection, datetime.now(UTC), today)
    (act,) = (cast("TermPassed", one.event.data) for one in late)
    assert (act.due_on, act.owner, act.about) == (date(2026, 11, 24), "aandachtfunctionaris", signal_id)


async def test_a_question_that_was_withdrawn_is_not_counted_as_overdue(pool: Pool) -> None:
    """An alert about it would go on for ever: nobody can answer it any more."""
    async with pool.acquire() as connection:
        await migrate(connection, TRIAGE.migrations)
        signal_id = uuid4()
        await connection.execute(
            "insert into signal_case (signal_id, municipality, state, arrived_at) values ($1, '', '', now())", signal_id
        )
        yesterday = day_of(datetime.now(UTC)) - timedelta(days=1)
        references = [uuid4(), uuid4()]
        for reference in references:
            asked = Consultation(reference, signal_id, "politie", "", "", datetime.now(UTC), yesterday)
            await consultation_store.add(connection, asked)
        await connection.execute("update consultation set withdrawn_at = now() where reference = $1", references[0])
        await measure(connection)
    assert REGISTRY.get_sample_value("signaalketen_consultations_overdue") == 1
