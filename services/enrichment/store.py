"""Enrichment's table: signals with what was found about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR
from typing import TYPE_CHECKING, Literal

from schemas.codes.flow import ObjectKind
from schemas.codes.register import BaseRegister, LookupState
from schemas.events.signal import SignalContent
from services.casework.handling import store as handling
from services.casework.retention.domain import Kept
from services.casework.tenancy import store as tenancy
from services.casework.terms.domain import day_of
from services.enrichment.domain import Findings, Standing, State, first_strength
from services.enrichment.interventions import store as intervention_store
from services.enrichment.objects import store as link_store
from services.enrichment.registers.domain import Lookup, Residents
from services.enrichment.registers.register import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, timedelta
    from uuid import UUID

    import asyncpg

    from schemas.events.acts.enrichment import LookedUp, SignalAssessed
    from schemas.events.signal import Intervention
    from services.enrichment.objects.store import Shared
    from services.enrichment.registers.domain import Addresses
    from services.runtime.base.database import Connection, Pool


Part = Literal["address", "company", "residents"]
"""What of a signal is looked up; its columns begin with it."""

_PARTS: dict[BaseRegister, Part] = {
    BaseRegister.BAG: "address",
    BaseRegister.BRP: "residents",
    BaseRegister.KVK: "company",
}


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
    shared: Shared
    strength: int
    """As it was reckoned last, by which lists are ordered."""


def _lookup(row: asyncpg.Record, part: Part) -> Lookup:
    """An infinite moment, of what is not asked again, comes from the driver as the last there is."""
    again = row[f"{part}_after"]
    return Lookup(
        LookupState(row[f"{part}_state"]),
        row[f"{part}_at"],
        row[f"{part}_refusal"],
        row[f"{part}_more_than"],
        None if again.year == MAXYEAR else again,
    )


def signal_of(row: asyncpg.Record, interventions: tuple[Intervention, ...] = ()) -> Signal:
    shared = link_store.shared_of(row["shared"])
    findings = Findings(
        {register: _lookup(row, part) for register, part in _PARTS.items()},
        tuple(row["addresses"] or ([row["address"]] if row["address"] else ())),
        shared.others,
        tuple(row["supplements"]),
        row["company"],
        None
        if row["residents"] is None
        else Residents(row["residents"], row["residents_minor"], row["residents_of_unknown_age"] or 0),
        interventions,
        without_suffix=row["address_without_suffix"] or False,
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
        shared,
        row["strength"],
    )


async def add_signals(
    connection: Connection, new: Sequence[tuple[UUID, datetime, SignalContent, LookupState, LookupState, str | None]]
) -> None:
    """Signals as they come off the topic, and since when; what of their address and firm is asked; with the traceparent
    to go on from. Residents wait for the BAG.
    """
    await connection.execute(
        """
        insert into signal
            (signal_id, state, state_since, received_at, content, municipality, strength, address_state,
            residents_state, company_state, traceparent, address_at, residents_at, company_at, address_after,
            company_after)
        select signal_id, $2, since, received_at, content, content->>'municipality', strength, address_state,
            address_state, company_state, traceparent, since, since, since,
            case address_state when 'wordt-opgezocht' then now() else 'infinity' end,
            case company_state when 'wordt-opgezocht' then now() else 'infinity' end
        from unnest(
            $1::uuid[], $3::timestamptz[], $4::timestamptz[], $5::jsonb[], $6::text[], $7::text[], $8::text[], $9::int[]
        ) as new (signal_id, since, received_at, content, address_state, company_state, traceparent, strength)
        """,
        [signal_id for signal_id, *_ in new],
        State.TO_ASSESS,
        [since for _, since, *_ in new],
        [content.received_at for _, _, content, *_ in new],
        [content.model_dump_json() for _, _, content, *_ in new],
        [address for *_, address, _, _ in new],
        [company for *_, company, _ in new],
        [traceparent for *_, traceparent in new],
        [first_strength(content) for _, _, content, *_ in new],
    )
    for signal_id, _, content, *_ in new:
        await tenancy.belongs(connection, signal_id, content.municipality, content.received_at)


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
    await link_store.set_closed(connection, signal_id, closed=False)


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
    await link_store.set_closed(connection, signal_id, closed=False)


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
    await link_store.set_closed(connection, signal_id, closed=False)


async def of(connection: Connection, signal_ids: Sequence[UUID]) -> list[Signal]:
    """Those of these that are kept, without what was done before."""
    rows = await connection.fetch(
        "select * from signal where signal_id = any($1) and content is not null", [*signal_ids]
    )
    return [signal_of(row) for row in rows]


async def save_strength(connection: Connection, points: Mapping[UUID, int]) -> None:
    """By which the worklist is ordered."""
    await connection.execute(
        "update signal set strength = new.points from unnest($1::uuid[], $2::integer[]) as new (signal_id, points)"
        " where signal.signal_id = new.signal_id and strength <> new.points",
        [*points],
        [*points.values()],
    )


async def find(connection: Connection, signal_id: UUID) -> Signal | None:
    """The signal as long as it is kept, locked until the end of the transaction."""
    row = await connection.fetchrow(
        "select * from signal where signal_id = $1 and content is not null for update", signal_id
    )
    return signal_of(row, await intervention_store.known_at(connection, signal_id)) if row else None


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
    await link_store.set_closed(connection, act.signal_id, closed=state is State.NOT_STRENGTHENED)


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
    await link_store.set_closed(connection, signal_id, closed=False)


async def kept(connection: Connection, today: date) -> list[Kept]:
    """Everything whose day has passed, locked until the end of the transaction."""
    await link_store.alone(connection)  # before any row: linking takes both in this order
    rows = await connection.fetch(
        "select signal_id, state, destroy_after from signal where destroy_after < $2 and content is not null"
        " and state = any($1) for update skip locked",
        [State.NOT_STRENGTHENED, State.FORWARDED, State.RETRACTED],
        today,
    )
    return [Kept(row["signal_id"], row["state"], row["destroy_after"]) for row in rows]


async def knows(connection: Connection, signal_id: UUID) -> bool:
    """Also once its content is gone."""
    return await connection.fetchval("select exists (select from signal where signal_id = $1)", signal_id)


async def wipe(connection: Connection, signal_ids: Sequence[UUID]) -> list[UUID]:
    """What was known of these signals is gone; that they were there, and where they ended, stays. Whose sharing is to
    be reckoned again.
    """
    lookups = "".join(
        f", {part}_state = $2, {part}_at = null, {part}_refusal = null, {part}_more_than = null,"
        f" {part}_after = 'infinity'"
        for part in _PARTS.values()
    )
    await connection.execute(
        "update signal set content = null, supplements = '{}', address = null, address_id = null, addresses = null,"  # noqa: S608
        " address_without_suffix = null, assessment_note = null, undone_because = null, company = null,"
        " residents = null,"
        f" residents_minor = null, residents_of_unknown_age = null{lookups} where signal_id = any($1)",
        [*signal_ids],
        LookupState.NOT_ASKED,
    )
    await intervention_store.forget(connection, signal_ids)
    await handling.forget(connection, signal_ids)
    return await link_store.forget(connection, signal_ids)


def _due(part: Part) -> str:
    return f"{part}_after <= now() and {part}_after < 'infinity' and content is not null"


async def is_due(pool: Pool, part: Part) -> bool:
    """Whether there is something to look up."""
    return await pool.fetchval(f"select exists (select from signal where {_due(part)})")  # noqa: S608 - words of our own


async def lease_lookups(
    connection: Connection, part: Part, count: int, lease: timedelta
) -> list[tuple[UUID, Question, int]]:
    """Signals of which this is to be looked up, leased to this worker; with the number of earlier attempts."""
    rows = await connection.fetch(
        f"""
        update signal set {part}_after = now() + $2, {part}_attempts = {part}_attempts + 1
        where signal_id in (
            select signal_id from signal where {_due(part)} order by {part}_after limit $1 for update skip locked
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


async def save_lookup(connection: Connection, part: Part, act: LookedUp, again: timedelta | None) -> str | None:
    """What came of it, since the act, and asked again after so long; the signal's traceparent."""
    return await connection.fetchval(
        f"update signal set {part}_state = $2, {part}_at = $3, {part}_refusal = $4, {part}_more_than = $5,"  # noqa: S608
        f" {part}_after = coalesce(now() + $6::interval, 'infinity') where signal_id = $1 and content is not null"
        " returning traceparent",
        act.signal_id,
        act.outcome,
        act.at,
        act.refusal,
        act.more_than,
        again,
    )


async def save_address(connection: Connection, signal_id: UUID, found: Addresses | None) -> None:
    """The one address, other signals at its identification are found next; or all that may be it."""
    lines = [*found.lines] if found else []
    exact = found is not None and len(lines) == 1 and not found.without_suffix
    await connection.execute(
        "update signal set address = $2, address_id = $3, addresses = $4, address_without_suffix = $5,"
        " linked_with = null where signal_id = $1 and content is not null",
        signal_id,
        lines[0] if exact else None,
        found.identification if found else None,
        lines if lines and not exact else None,
        True if found and found.without_suffix else None,
    )


async def seek_residents(connection: Connection, signal_id: UUID, at: datetime, *, identified: bool) -> None:
    """Now that the BAG has answered: the BRP is asked about the one address it knows, and about no other."""
    await connection.execute(
        "update signal set residents_state = $2, residents_at = $3,"
        " residents_after = case when $4 then now() else 'infinity' end where signal_id = $1 and content is not null",
        signal_id,
        LookupState.BUSY if identified else LookupState.NOT_ASKED,
        at,
        identified,
    )


async def save_residents(connection: Connection, signal_id: UUID, found: Residents | None) -> None:
    """Numbers alone."""
    await connection.execute(
        "update signal set residents = $2, residents_minor = $3, residents_of_unknown_age = $4"
        " where signal_id = $1 and content is not null",
        signal_id,
        found.count if found else None,
        found.minors if found else None,
        found.of_unknown_age if found else None,
    )


async def save_company(connection: Connection, signal_id: UUID, company: str | None) -> None:
    """As the trade register holds it."""
    await connection.execute(
        "update signal set company = $2 where signal_id = $1 and content is not null", signal_id, company
    )


async def postpone_lookup(connection: Connection, part: Part, signal_id: UUID, pause: timedelta, attempts: int) -> None:
    """``attempts``: those that count against the register."""
    await connection.execute(
        f"update signal set {part}_after = now() + $2, {part}_attempts = $3 where signal_id = $1",  # noqa: S608
        signal_id,
        pause,
        attempts,
    )
