"""Tables as they are after years: much that ended, and on every desk as little as ever.

A history is filled with ``count`` rows in each table that grows; what waits is the same few whatever the count.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from uuid_utils.compat import uuid7

from schemas.codes.register import LookupState
from schemas.events.case import Company
from services.audit.service import SERVICE as AUDIT
from services.casework.retention import store as retention_store
from services.casework.retention.clock import HELD_WORDS
from services.casework.settings.domain import AS_DECLARED
from services.casework.terms.domain import day_of
from services.casework.terms.escalation import overdue
from services.enrichment import desk_metrics
from services.enrichment import store as enrichment_store
from services.enrichment import worklist as enrichment_worklist
from services.enrichment.escalation import TERMS as ENRICHMENT_TERMS
from services.enrichment.objects import store as link_store
from services.enrichment.objects.domain import objects_of
from services.enrichment.objects.keyring import Key, Keyring
from services.enrichment.objects.linking import link
from services.enrichment.service import SERVICE as ENRICHMENT
from services.intake import retention_store as intake_retention
from services.intake.escalation import TERMS as INTAKE_TERMS
from services.intake.service import SERVICE as INTAKE
from services.intake.waiting import store as waiting_store
from services.referral import retention_store as referral_retention
from services.referral import store as referral_store
from services.referral.escalation import TERMS as REFERRAL_TERMS
from services.runtime.base import measure
from services.runtime.base.scope import Scope
from services.runtime.messaging import counts, housekeeping, relay
from services.tlog.note import NOTE, Signer
from services.triage import retention_store as triage_retention
from services.triage.agenda import store as agenda_store
from services.triage.escalation import TERMS as TRIAGE_TERMS
from services.triage.service import SERVICE as TRIAGE
from services.triage.worklist import beside
from services.triage.worklist import metrics as triage_metrics
from services.triage.worklist import store as worklist_store
from services.zorg_referral.service import SERVICE as ZORG
from tests.curve import account
from tests.curve.filling import NOW, run
from tests.unit.cases import signal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from schemas.events.signal import SignalContent
    from services.casework.terms.escalation import Term
    from services.runtime.base.database import Connection
    from services.runtime.definition import Service
    from tests.curve.plans import Act

WAITING = 10
KEYRING = Keyring((Key.parse(base64.b64encode(bytes(32)).decode()),))
FIRM = Company(name="Kwekerij Zonnig", kvk_number="69599084")
HERE = Scope(frozenset({"GM0268"}), "tester")
SIGNER = Signer.make("test/count", NOTE, os.urandom(32))


@dataclass(frozen=True, slots=True)
class History:
    """``fill`` makes it; ``acts`` are what happens all the time, or at every request."""

    service: Service
    fill: Callable[[Connection, int], Awaitable[None]]
    acts: Mapping[str, Act]


def sweeps(terms: Sequence[Term]) -> dict[str, Act]:
    """What a service's clock asks every five seconds of its own terms."""

    async def late(connection: Connection) -> None:
        for term in terms:
            await overdue(connection, term, day_of(NOW), AS_DECLARED)

    async def held(connection: Connection) -> None:
        await retention_store.forget_lifted(connection, NOW - HELD_WORDS)
        await retention_store.held(connection)

    return {"terms that passed": late, "holds": held}


HOLDS = """
    insert into hold (hold_id, signal_id, explanation, placed_by, placed_at, lifted_by, lifted_at)
    select gen_random_uuid(), gen_random_uuid(), case when n % 2 = 0 then 'x' end, 'x', now() - interval '1 year', 'x',
        now() - case when n % 2 = 0 then interval '1 day' else interval '200 days' end from generate_series(1, $1) n
"""
DESTROYED = """
    insert into destruction (signal_id, kind, destroy_after, destroyed_at)
    select gen_random_uuid(), 'x', '2026-01-01', now() - n * interval '1 second' from generate_series(1, $1) n
"""


async def belong(connection: Connection, table: str) -> None:
    """All of these, and what was destroyed and held, is of the one municipality that is asked for."""
    for one in (table, "destruction", "hold"):
        await connection.execute(
            f"insert into case_tenant (signal_id, tenant, capacity, since) select signal_id, 'GM0268', 'gemeld', now()"
            f" from {one} on conflict do nothing"
        )


async def destructions(connection: Connection) -> None:
    """A page of the register, and of the holds."""
    await retention_store.destructions(connection, HERE, None, 100)
    for lifted in (False, True):
        await retention_store.holds(connection, HERE, None, 100, lifted=lifted)


# What every service has.


async def fill_runtime(connection: Connection, count: int) -> None:
    await run(
        connection,
        count,
        "insert into inbox (source, event_id) select 'urn:x', gen_random_uuid() from generate_series(1, $1)",
        """
        insert into outbox (urgent, topic, key, event_id, value, sequence, created_at, sent_at, digest)
        select false, 'signal.received', 'k', gen_random_uuid(),
            case when n % 2 = 0 then ''::bytea else decode(repeat('00', 300), 'hex') end, n, at, at,
            case when n % 2 = 0 then sha256('') end
        from generate_series(1, $1) n, lateral (
            select now() - case when n % 2 = 0 then interval '30 days' else interval '1 day' end as at
        ) moment
        """,
        """
        insert into idempotency (subject, key, request_hash, status, body)
        select 'x', n::text, '', 201, '{}' from generate_series(1, $1) n
        """,
        """
        insert into quarantine (quarantine_id, topic, partition, record_offset, reason, rules, sealed, quarantined_at,
            closed_at, closed_as, closed_by)
        select gen_random_uuid(), 'reply.riec', 0, n, 'contract', '{}', '', now() - interval '60 days',
            now() - interval '50 days', 'redriven', 'x' from generate_series(1, $1) n
        """,
        "insert into outbox_sequence (topic, last) values ('signal.received', $1)",
        """
        insert into count_statement (stated_at, events, statements)
        select now() - n * interval '1 minute', $1::integer - n, $1::integer - n from generate_series(1, $1) n
        """,
        f"""
        insert into outbox (urgent, topic, key, event_id, value)
        select false, 'signal.received', 'k', gen_random_uuid(), 'v' from generate_series(1, {WAITING}) where $1 > 0
        """,
    )


async def relayed(connection: Connection) -> None:
    """What the relay asks at every wake-up, for both lanes."""
    for urgent in (True, False):
        await connection.fetch(relay.WAITING, urgent, [], 500)


async def stated(connection: Connection) -> None:
    await counts.state(connection, "intake", SIGNER, NOW + timedelta(minutes=5))


async def kept_long(connection: Connection) -> None:
    await housekeeping.event_kept_too_long(connection, NOW)


RUNTIME: dict[str, Act] = {
    "relay": relayed,
    "housekeeping": housekeeping.clear,
    "an event kept too long": kept_long,
    "statement of counts": stated,
    "metrics": measure.waiting,
}


# Enrichment: all about one address.


async def arrived(connection: Connection, count: int) -> None:
    content = [signal(company=FIRM, received_at=NOW - timedelta(minutes=n)) for n in range(count)]
    states = (LookupState.BUSY, LookupState.BUSY, None)
    new = [(uuid7(), NOW, _told(one, f"Zaak {uuid4()}"), *states) for one in content]
    await enrichment_store.add_signals(connection, new)


def _told(content: SignalContent, words: str) -> SignalContent:
    personal = content.personal.model_copy(update={"description": words})
    return content.model_copy(update={"personal": personal})


async def fill_enrichment(connection: Connection, count: int) -> None:
    content = signal(company=FIRM).model_dump_json()
    await connection.execute(
        """
        insert into signal (signal_id, state, state_since, received_at, content, address_state, residents_state,
            company_state, address_after, company_after, linked_with, destroy_after, municipality)
        select gen_random_uuid(), case when n % 2 = 0 then 'doorgezet' else 'niet-versterkt' end, now(),
            now() - n * interval '1 minute', case when n % 4 > 1 then $2::jsonb end, 'bekend', 'niet-gevraagd',
            'bekend', 'infinity', 'infinity', $3, current_date + 30, 'GM0268' from generate_series(1, $1) n
        """,
        count,
        content,
        KEYRING.name,
    )
    for thing in objects_of(signal(company=FIRM), None):
        ((key_id, digest),) = KEYRING.digests(thing)
        await connection.execute(
            "insert into object_hash (signal_id, kind, key_id, hash, known_by, numbered)"
            " select signal_id, $1, $2, $3, $4, $5 from signal where content is not null and state = 'doorgezet'",
            thing.kind,
            key_id,
            digest,
            thing.known_by,
            thing.known_by == "naam",
        )
    await connection.execute(
        "insert into report_digest (signal_id, received_at, digest)"
        " select signal_id, received_at, sha256(uuid_send(signal_id)) from signal"
    )
    await run(connection, count, HOLDS, DESTROYED)
    await belong(connection, "signal")
    await arrived(connection, WAITING)
    while await link(connection, KEYRING):
        pass
    await connection.execute("update signal set linked_with = null where state = 'te-beoordelen'")


async def find_one(connection: Connection) -> None:
    """An analyst opens a signal."""
    signal_id = await connection.fetchval("select signal_id from signal where state = 'te-beoordelen' limit 1")
    await enrichment_store.find(connection, signal_id)


async def leased(connection: Connection) -> None:
    for part in ("address", "company", "residents"):
        await enrichment_store.lease_lookups(connection, part, 20, timedelta(seconds=90))


async def linked(connection: Connection) -> None:
    await link_store.is_due(connection)
    await link(connection, KEYRING)


async def destroyed_at_enrichment(connection: Connection) -> None:
    await enrichment_store.kept(connection, day_of(NOW))


# Intake.


async def fill_intake(connection: Connection, count: int) -> None:
    await run(
        connection,
        count,
        """
        insert into signal (signal_id, reported_by, municipality, status, received_at, status_since)
        select gen_random_uuid(), case when n % 2 = 0 then '' else 'reporter' || n % 1000 end, 'GM0268', 'afgerond',
            now(), now() - interval '1 day' from generate_series(1, $1) n
        """,
        """
        insert into alert (alert_id, raised_by, danger_hash, raised_at, acknowledged_at)
        select gen_random_uuid(), case when n % 2 = 0 then '' else 'x' || n end, '', now(), now()
        from generate_series(1, $1) n
        """,
        "insert into notice (notice, reference, kind, sent_at, confirmed_at)"
        " select gen_random_uuid(), alert_id, 'correctie', now(), now() from alert where $1 > 0",
        f"""
        insert into signal (signal_id, reported_by, municipality, status, received_at, waiting_content)
        select gen_random_uuid(), 'x', 'GM0268', 'meldcode-stappen-nodig', now(), null
        from generate_series(1, {WAITING}) where $1 > 0
        """,
        HOLDS,
        DESTROYED,
    )
    await belong(connection, "signal")


async def destroyed_at_intake(connection: Connection) -> None:
    await intake_retention.kept(connection, day_of(NOW))


# Triage.


async def fill_triage(connection: Connection, count: int) -> None:
    facts = signal().model_dump_json(exclude={"personal"})
    personal = signal().personal.model_dump_json()
    await connection.execute(
        """
        insert into signal_case (signal_id, municipality, state, arrived_at, facts, personal)
        select gen_random_uuid(), 'GM0268', case when n <= $2 then 'te-beslissen' else 'besloten' end,
            now() - n * interval '1 minute', $3, $4 from generate_series(1, $1::integer + $2::integer) n
        """,
        count,
        WAITING,
        facts,
        personal,
    )
    await run(
        connection,
        count,
        """
        insert into consultation (reference, signal_id, partner, question, asked_by, asked_at, answer_by, answered_at)
        select gen_random_uuid(), signal_id, 'riec', 'x', 'x', now(), '2020-01-01', now() from signal_case where $1 > 0
        """,
        """
        insert into notice (notice, reference, kind, sent_at, confirmed_at)
        select gen_random_uuid(), reference, 'correctie', now(), now() from consultation where $1 > 0
        """,
        """
        insert into referral (decision_id, partner, signal_id, director, state)
        select gen_random_uuid(), 'riec', signal_id, true, 'afgerond' from signal_case where $1 > 0
        """,
        """
        insert into agenda_item (item_id, signal_id, case_table, held_on, participants, state, put_on_by)
        select gen_random_uuid(), signal_id, 'mdo-mensenhandel', '2020-01-01', '{}', 'besproken', 'x' from signal_case
        where $1 > 0
        """,
        """
        insert into addition (addition_id, signal_id, kind, words, said_at, read_at)
        select gen_random_uuid(), signal_id, 'aanvulling', 'x', now(), now() from signal_case where $1 > 0
        """,
        """
        insert into proposal (proposal_id, signal_id, kind, body, shown, reasons, proposed_by, proposed_at, settled_at)
        select gen_random_uuid(), signal_id, 'besluit', '{}', '{}', '{}', 'x', now(), now() from signal_case
        where $1 > 0
        """,
        """
        insert into report_digest (signal_id, received_at, digest)
        select signal_id, arrived_at, sha256(uuid_send(signal_id)) from signal_case where $1 > 0
        """,
        HOLDS,
        DESTROYED,
    )
    await belong(connection, "signal_case")


async def decided(connection: Connection) -> None:
    """The worklist, with all that stands beside it."""
    waiting = await worklist_store.page(connection, HERE, day_of(NOW), None, 101)
    await worklist_store.count(connection, HERE, day_of(NOW))
    await beside.read(connection, [arrival.signal_id for arrival in waiting])


async def destroyed_at_triage(connection: Connection) -> None:
    await triage_retention.kept(connection, day_of(NOW))


# A referral service.


async def fill_referral(connection: Connection, count: int) -> None:
    await run(
        connection,
        count,
        """
        insert into referral (reference, signal_id, decision_id, partner, director, basis, municipality, state, sent_at,
            state_since, has_words)
        select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'veilig-thuis', true, 'x', 'GM0268', 'afgerond',
            now() - n * interval '1 minute', now() - interval '1 day', n % 2 = 0 from generate_series(1, $1) n
        """,
        "insert into notice (notice, reference, kind, sent_at, confirmed_at)"
        " select gen_random_uuid(), reference, 'correctie', now(), now() from referral where $1 > 0",
        """
        insert into answer_proposal
            (proposal_id, reference, signal_id, answer, reasons, proposed_by, proposed_at, settled_at)
        select gen_random_uuid(), reference, signal_id, '', '{}', 'x', now(), now() from referral where $1 > 0
        """,
        HOLDS,
        DESTROYED,
    )
    await belong(connection, "referral")


async def first_page(connection: Connection) -> None:
    for state in (None, referral_store.State.DONE):
        await referral_store.referrals(connection, referral_store.Which(HERE, None, state), None, 101)


async def destroyed_at_referral(connection: Connection) -> None:
    await referral_retention.kept(connection, day_of(NOW))


HISTORIES: dict[str, History] = {
    "runtime": History(INTAKE, fill_runtime, RUNTIME),
    "enrichment": History(
        ENRICHMENT,
        fill_enrichment,
        {
            "worklist": partial(enrichment_worklist.page, scope=HERE, after=None, limit=101),
            "a signal": find_one,
            "linking": linked,
            "lease of look-ups": leased,
            "what may go": destroyed_at_enrichment,
            "metrics": desk_metrics.measure,
            **sweeps(ENRICHMENT_TERMS),
        },
    ),
    "intake": History(
        INTAKE,
        fill_intake,
        {
            "worklist": partial(waiting_store.page, scope=HERE, after=None, limit=101),
            "what may go": destroyed_at_intake,
            **sweeps(INTAKE_TERMS),
        },
    ),
    "triage": History(
        TRIAGE,
        fill_triage,
        {
            "worklist": decided,
            "agendas": partial(agenda_store.open_items, scope=HERE, after=None, limit=101),
            "what may go": destroyed_at_triage,
            "metrics": triage_metrics.measure,
            "destructions": destructions,
            **sweeps(TRIAGE_TERMS),
        },
    ),
    "referral": History(
        ZORG,
        fill_referral,
        {"a page": first_page, "what may go": destroyed_at_referral, **sweeps(REFERRAL_TERMS)},
    ),
    "audit": History(
        AUDIT,
        account.fill,
        account.ACTS,
    ),
}
