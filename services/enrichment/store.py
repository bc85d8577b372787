"""Enrichment's table: signals with what was found about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from schemas.codes.flow import ObjectKind
from schemas.events.signal import SignalContent
from services.casework.retention.domain import Kept
from services.casework.terms.domain import day_of
from services.enrichment.domain import (
    AddressState,
    CompanyState,
    Findings,
    Residents,
    ResidentsState,
    Standing,
    State,
)
from services.enrichment.interventions import store as intervention_store
from services.enrichment.registers.register import Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, timedelta
    from uuid import UUID

    import asyncpg

    from schemas.events.acts.enrichment import SignalAssessed
    from schemas.events.signal import Intervention
    from services.runtime.base.database import Connection


Part = Literal["address", "company", "residents"]
"""What of a signal is looked up; its columns begin with it."""


@dataclass(frozen=True, slots=True)
class Signal:
    signal_id: UUID
    state: State
    received_at: datetime
    content: SignalContent
    findings: Findings
    traceparent: str | None
    standing: Standing
    escalated_at: datetime | None
    reopened_at: datetime | None
    reopened_for: tuple[ObjectKind, ...]
    assessment_note: str | None
    undone_because: str | None
    linked: bool


_SELECT = """
    select s.*, (
        select jsonb_object_agg(kind, others) from (
            select mine.kind, count(distinct other.signal_id) as others
            from object_hash mine join object_hash other using (hash)
            where mine.signal_id = s.signal_id and other.signal_id <> s.signal_id group by mine.kind
        ) shared
    ) as others
    from signal s
"""


def _signal(row: asyncpg.Record, interventions: tuple[Intervention, ...] = ()) -> Signal:
    address_state = AddressState(row["address_state"])
    others = {ObjectKind(kind): number for kind, number in json.loads(row["others"] or "{}").items()}
    company_state = CompanyState(row["company_state"])
    findings = Findings(
        address_state,
        row["address"],
        others,
        tuple(row["supplements"]),
        company_state,
        row["company"],
        ResidentsState(row["residents_state"]),
        None if row["residents"] is None else Residents(row["residents"], row["residents_minor"]),
        interventions,
    )
    content = SignalContent.model_validate_json(row["content"])
    standing = Standing(State(row["state"]), day_of(row["state_since"]))
    return Signal(
        row["signal_id"],
        standing.state,
        row["received_at"],
        content,
        findings,
        row["traceparent"],
        standing,
        row["escalated_at"],
        row["reopened_at"],
        tuple(ObjectKind(kind) for kind in row["reopened_for"]),
        row["assessment_note"],
        row["undone_because"],
        row["linked_with"] is not None,
    )


_RESIDENTS = {
    AddressState.PENDING: ResidentsState.PENDING,
    AddressState.KNOWN: ResidentsState.PENDING,
    AddressState.UNKNOWN: ResidentsState.NONE,
    AddressState.NONE: ResidentsState.NONE,
}
"""Whether there is somebody to ask about, by what the BAG says of the address."""


async def add_signals(
    connection: Connection, new: Sequence[tuple[UUID, datetime, SignalContent, AddressState, CompanyState, str | None]]
) -> None:
    """Signals as they come off the topic, and since when; with the traceparent to go on from."""
    await connection.execute(
        """
        insert into signal
            (signal_id, state, state_since, received_at, content, address_state, residents_state, company_state,
            traceparent)
        select signal_id, $2, since, received_at, content, address_state, residents_state, company_state, traceparent
        from unnest($1::uuid[], $3::timestamptz[], $4::timestamptz[], $5::jsonb[], $6::text[], $7::text[], $8::text[],
            $9::text[])
            as new (signal_id, since, received_at, content, address_state, residents_state, company_state, traceparent)
        """,
        [signal_id for signal_id, *_ in new],
        State.TO_ASSESS,
        [since for _, since, *_ in new],
        [content.received_at for _, _, content, *_ in new],
        [content.model_dump_json() for _, _, content, *_ in new],
        [address for *_, address, _, _ in new],
        [_RESIDENTS[address] for *_, address, _, _ in new],
        [company for *_, company, _ in new],
        [traceparent for *_, traceparent in new],
    )


async def locked_state(connection: Connection, signal_id: UUID) -> State | None:
    """Where the signal stands, until the end of the transaction; None when it was never here."""
    state = await connection.fetchval("select state from signal where signal_id = $1 for update", signal_id)
    return State(state) if state else None


async def add_supplement(connection: Connection, signal_id: UUID, supplement: str, at: datetime) -> None:
    """Back to the analyst's desk with what the reporter says; what lies there lies there as long as it did."""
    await connection.execute(
        """
        update signal set supplements = supplements || $2, state = $3, destroy_after = null,
            state_since = case when state = $3 then state_since else $4 end,
            escalated_at = case when state = $3 then escalated_at end
        where signal_id = $1
        """,
        signal_id,
        [supplement],
        State.TO_ASSESS,
        at,
    )


async def retract(connection: Connection, signal_id: UUID, words: str, until: date, at: datetime) -> None:
    """Ended by its reporter; the analyst can read why until it is destroyed."""
    await connection.execute(
        """
        update signal set supplements = supplements || $2, state = $3, destroy_after = $4, state_since = $5,
            escalated_at = null
        where signal_id = $1
        """,
        signal_id,
        [words],
        State.RETRACTED,
        until,
        at,
    )


async def undo_assessment(connection: Connection, signal_id: UUID, reason: str | None, at: datetime) -> None:
    """On the desk again; who closed it, when and why stays, and why that was a mistake."""
    await connection.execute(
        """
        update signal set state = $2, destroy_after = null, undone_because = $3, undone_at = $4, state_since = $4
        where signal_id = $1
        """,
        signal_id,
        State.TO_ASSESS,
        reason,
        at,
    )


async def worklist(connection: Connection) -> list[Signal]:
    """Everything on the analyst's desk, and what waited too long for its reporter."""
    wanted = " where s.state = $1 or (s.state = $2 and s.escalated_at is not null)"
    rows = await connection.fetch(_SELECT + wanted, State.TO_ASSESS, State.WITH_REPORTER)
    return [_signal(row) for row in rows]


async def find(connection: Connection, signal_id: UUID) -> Signal | None:
    """The signal as long as it is kept, locked until the end of the transaction."""
    row = await connection.fetchrow(
        _SELECT + " where s.signal_id = $1 and s.content is not null for update of s", signal_id
    )
    return _signal(row, await intervention_store.known_at(connection, signal_id)) if row else None


async def state(connection: Connection, signal_id: UUID) -> State:
    """Where it stands. Raises ValueError when it is not here."""
    return State(await connection.fetchval("select state from signal where signal_id = $1", signal_id))


async def save_assessment(connection: Connection, act: SignalAssessed, state: State, note: str | None) -> None:
    """``state`` follows from the conclusion; what was escalated about the signal before is settled."""
    await connection.execute(
        """
        update signal set state = $2, destroy_after = $3, assessed_by = $4, assessed_at = $6, assessment_note = $5,
            state_since = $6, escalated_at = null
        where signal_id = $1
        """,
        act.signal_id,
        state,
        act.destroy_after,
        act.actor,
        note,
        act.at,
    )


async def reopen(connection: Connection, signal_id: UUID, objects: Sequence[ObjectKind], at: datetime) -> None:
    """Who closed it, when and why stays: the analyst who gets it back has to know."""
    await connection.execute(
        """
        update signal set state = $2, destroy_after = null, reopened_at = $3, reopened_for = $4,
            state_since = $3, escalated_at = null
        where signal_id = $1
        """,
        signal_id,
        State.TO_ASSESS,
        at,
        [*objects],
    )


async def kept(connection: Connection, today: date) -> list[Kept]:
    """Everything whose day has passed, locked until the end of the transaction."""
    rows = await connection.fetch(
        "select signal_id, state, destroy_after from signal where destroy_after < $2 and content is not null"
        " and state = any($1) for update skip locked",
        [State.NOT_STRENGTHENED, State.FORWARDED, State.RETRACTED],
        today,
    )
    return [Kept(row["signal_id"], row["state"], row["destroy_after"]) for row in rows]


async def wipe(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """What was known of these signals is gone; that they were there, and where they ended, stays."""
    await connection.execute(
        "update signal set content = null, supplements = '{}', address = null, address_id = null,"
        " assessment_note = null, undone_because = null, address_state = $2, company = null, company_state = $3,"
        " residents = null, residents_minor = null, residents_state = $4 where signal_id = any($1)",
        [*signal_ids],
        AddressState.NONE,
        CompanyState.NONE,
        ResidentsState.NONE,
    )
    await connection.execute("delete from object_hash where signal_id = any($1)", [*signal_ids])
    await intervention_store.forget(connection, signal_ids)


async def lease_lookups(
    connection: Connection, part: Part, count: int, lease: timedelta
) -> list[tuple[UUID, Question, int]]:
    """Signals of which this is to be looked up, leased to this worker; with the number of earlier attempts."""
    rows = await connection.fetch(
        f"""
        update signal set {part}_after = now() + $2, {part}_attempts = {part}_attempts + 1
        where signal_id in (
            select signal_id from signal where {part}_state = 'wordt-opgezocht' and {part}_after <= now()
            and content is not null order by {part}_after limit $1 for update skip locked
        )
        returning signal_id, content, address_id, {part}_attempts - 1 as earlier
        """,  # noqa: S608 - a word of our own
        count,
        lease,
    )
    return [
        (
            row["signal_id"],
            Question(SignalContent.model_validate_json(row["content"]), row["address_id"]),
            row["earlier"],
        )
        for row in rows
    ]


async def save_address(
    connection: Connection, signal_id: UUID, state: AddressState, address: str | None, address_id: str | None
) -> str | None:
    """The signal's traceparent. ``address_id`` is the BAG's; other signals there are found next."""
    return await connection.fetchval(
        "update signal set address_state = $2, address = $3, address_id = $4, linked_with = null"
        " where signal_id = $1 and content is not null returning traceparent",
        signal_id,
        state,
        address,
        address_id,
    )


async def seek_residents(connection: Connection, signal_id: UUID, address: AddressState) -> None:
    """Now that the BAG has answered: the BRP is asked about a known address, and about no other."""
    await connection.execute(
        "update signal set residents_state = $2, residents_after = now() where signal_id = $1 and content is not null",
        signal_id,
        _RESIDENTS[address],
    )


async def save_residents(
    connection: Connection, signal_id: UUID, state: ResidentsState, residents: Residents | None
) -> str | None:
    """The signal's traceparent."""
    return await connection.fetchval(
        "update signal set residents_state = $2, residents = $3, residents_minor = $4"
        " where signal_id = $1 and content is not null returning traceparent",
        signal_id,
        state,
        residents.count if residents else None,
        residents.minors if residents else None,
    )


async def save_company(connection: Connection, signal_id: UUID, state: CompanyState, company: str | None) -> str | None:
    """The signal's traceparent."""
    return await connection.fetchval(
        "update signal set company_state = $2, company = $3 where signal_id = $1 and content is not null"
        " returning traceparent",
        signal_id,
        state,
        company,
    )


async def postpone_lookup(connection: Connection, part: Part, signal_id: UUID, pause: timedelta, attempts: int) -> None:
    """``attempts``: those that count against the register."""
    await connection.execute(
        f"update signal set {part}_after = now() + $2, {part}_attempts = $3 where signal_id = $1",  # noqa: S608
        signal_id,
        pause,
        attempts,
    )
