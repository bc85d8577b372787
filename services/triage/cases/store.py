"""The cases of triage, as they arrived and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.events.signal import SignalFacts, SignalPersonal
from services.casework.tenancy import store as tenancy
from services.triage.cases.domain import Case, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    import asyncpg

    from schemas.codes.flow import ReporterStatus
    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Arrival:
    """A signal as it reaches triage; ``case`` is None where only the fact is kept."""

    signal_id: UUID
    municipality: str
    state: State
    arrived_at: datetime
    case: Case | None = None
    strength: int = 0
    reasons: tuple[str, ...] = ()
    analyst_note: str | None = None
    traceparent: str | None = None


async def save_arrival(connection: Connection, arrival: Arrival) -> None:
    """A first arrival, or the next stage of a signal already known; a decided case stays decided."""
    await connection.execute(
        """
        insert into signal_case (signal_id, municipality, state, arrived_at, strength, facts, personal, reasons,
            analyst_note, traceparent)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (signal_id) do update set state = excluded.state, arrived_at = excluded.arrived_at,
            strength = excluded.strength, facts = excluded.facts, personal = excluded.personal,
            reasons = excluded.reasons, analyst_note = excluded.analyst_note, traceparent = excluded.traceparent
        where signal_case.state <> 'ingetrokken'
            and not exists (select from decision where decision.signal_id = signal_case.signal_id)
        """,
        arrival.signal_id,
        arrival.municipality,
        arrival.state,
        arrival.arrived_at,
        arrival.strength,
        arrival.case.facts.model_dump_json() if arrival.case else None,
        arrival.case.personal.model_dump_json() if arrival.case else None,
        list(arrival.reasons),
        arrival.analyst_note,
        arrival.traceparent,
    )
    await tenancy.belongs(connection, arrival.signal_id, arrival.municipality, arrival.arrived_at)


async def save_digest(connection: Connection, signal_id: UUID, received_at: datetime, digest: bytes) -> None:
    """Of what was told in a report, and by whom; the same for the same report."""
    await connection.execute(
        "insert into report_digest (signal_id, received_at, digest) values ($1, $2, $3) on conflict do nothing",
        signal_id,
        received_at,
        digest,
    )


async def doubles(connection: Connection, signal_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of those that are the same report again: of which earlier one."""
    rows = await connection.fetch("select signal_id, double_of from double where signal_id = any($1)", [*signal_ids])
    return {row["signal_id"]: row["double_of"] for row in rows}


def arrival_of(row: asyncpg.Record) -> Arrival:
    """From a row of ``signal_case``."""
    case = None
    if row["facts"]:
        facts = SignalFacts.model_validate_json(row["facts"])
        case = Case(facts, SignalPersonal.model_validate_json(row["personal"]))
    return Arrival(
        signal_id=row["signal_id"],
        municipality=row["municipality"],
        state=State(row["state"]),
        arrived_at=row["arrived_at"],
        case=case,
        strength=row["strength"],
        reasons=tuple(row["reasons"]),
        analyst_note=row["analyst_note"],
        traceparent=row["traceparent"],
    )


async def find(connection: Connection, signal_id: UUID) -> Arrival | None:
    """The case, locked until the end of the transaction."""
    row = await connection.fetchrow("select * from signal_case where signal_id = $1 for update", signal_id)
    return arrival_of(row) if row else None


async def set_state(connection: Connection, signal_id: UUID, state: State) -> None:
    """Whatever the state was: which move is allowed is for who calls this, and has locked the case."""
    await connection.execute("update signal_case set state = $2 where signal_id = $1", signal_id, state)


async def save_personal(connection: Connection, signal_id: UUID, personal: SignalPersonal) -> None:
    """All of it: what was reported before is not kept."""
    await connection.execute(
        "update signal_case set personal = $2 where signal_id = $1", signal_id, personal.model_dump_json()
    )


async def tell(connection: Connection, signal_id: UUID, status: ReporterStatus) -> bool:
    """Note what the reporter is told; false when it was told this last."""
    row = await connection.fetchrow(
        "update signal_case set reporter_told = $2 where signal_id = $1 and reporter_told is distinct from $2"
        " returning signal_id",
        signal_id,
        status,
    )
    return row is not None
