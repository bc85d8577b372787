"""Triage's tables: cases, consultations, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import Conclusion, Outcome
from schemas.events.signal import SignalFacts, SignalPersonal
from services.triage.amendments import store as amendment_store
from services.triage.decisions.domain import RULE_VERSION, Case, State
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    import asyncpg

    from schemas.codes.flow import ReporterStatus
    from schemas.events.reply import ConsultAnswered
    from services.runtime.base.database import Connection
    from services.triage.decisions.domain import Choice, Decided


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


@dataclass(frozen=True, slots=True)
class Consultation:
    reference: UUID
    signal_id: UUID
    partner: str
    question: str
    asked_by: str
    asked_at: datetime
    answer_by: date
    conclusion: Conclusion | None = None
    explanation: str | None = None
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
    escalated_at: datetime | None = None

    def overdue(self, today: date) -> bool:
        return self.open and today > self.answer_by

    @property
    def open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Decision:
    decision_id: UUID
    outcomes: tuple[Outcome, ...]
    partners: tuple[str, ...]
    director: str
    decider_role: str
    rule_version: str
    decided_at: datetime


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


def _arrival(row: asyncpg.Record) -> Arrival:
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
    return _arrival(row) if row else None


async def worklist(connection: Connection) -> list[Arrival]:
    rows = await connection.fetch(
        "select * from signal_case where state = $1 order by strength desc, arrived_at", State.TO_DECIDE
    )
    return [_arrival(row) for row in rows]


async def add_consultation(connection: Connection, consultation: Consultation) -> None:
    await connection.execute(
        "insert into consultation (reference, signal_id, partner, question, asked_by, asked_at, answer_by)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        consultation.reference,
        consultation.signal_id,
        consultation.partner,
        consultation.question,
        consultation.asked_by,
        consultation.asked_at,
        consultation.answer_by,
    )


def _consultation(row: asyncpg.Record) -> Consultation:
    values = dict(row)
    values["conclusion"] = Conclusion(row["conclusion"]) if row["conclusion"] else None
    return Consultation(**values)


async def consultations(connection: Connection, signal_ids: list[UUID]) -> list[Consultation]:
    rows = await connection.fetch("select * from consultation where signal_id = any($1) order by asked_at", signal_ids)
    return [_consultation(row) for row in rows]


async def find_consultation(connection: Connection, reference: UUID) -> Consultation | None:
    """Locked until the end of the transaction."""
    row = await connection.fetchrow("select * from consultation where reference = $1 for update", reference)
    return _consultation(row) if row else None


async def extend(connection: Connection, reference: UUID, answer_by: date) -> None:
    """A new term; what was escalated about the old one is settled."""
    await connection.execute(
        "update consultation set answer_by = $2, escalated_at = null where reference = $1", reference, answer_by
    )


async def not_escalated(connection: Connection, today: date) -> list[Consultation]:
    """Open questions whose term passed and that are not on record yet, locked until the end of the transaction; another
    worker's are left out.
    """
    rows = await connection.fetch(
        "select * from consultation where answer_by < $1"
        " and answered_at is null and withdrawn_at is null and escalated_at is null for update skip locked",
        today,
    )
    return [_consultation(row) for row in rows]


async def escalate(connection: Connection, references: list[UUID], at: datetime) -> None:
    await connection.execute("update consultation set escalated_at = $2 where reference = any($1)", references, at)


async def answer(connection: Connection, partner: str, answered: ConsultAnswered, at: datetime) -> bool:
    """Record a partner's first answer to its own consultation; false when it was never asked this."""
    row = await connection.fetchrow(
        """
        update consultation set conclusion = coalesce(conclusion, $3), explanation = coalesce(explanation, $4),
            answered_at = coalesce(answered_at, $5)
        where reference = $1 and partner = $2 returning reference
        """,
        answered.reference,
        partner,
        answered.conclusion,
        answered.personal.explanation,
        at,
    )
    return row is not None


async def save_decision(
    connection: Connection,
    signal_id: UUID,
    choice: Choice,
    decided: Decided,
    by: tuple[str, str],
    motivation: str | None,
    director: str,
) -> None:
    """``by`` is the decider's subject and role."""
    subject, role = by
    await connection.execute(
        """
        insert into decision (decision_id, signal_id, outcomes, partners, director, motivation, decided_by,
            decider_role, rule_version, zorg, riec)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        decided.decision_id,
        signal_id,
        list(choice.outcomes),
        [order.partner for order in choice.orders],
        director,
        motivation,
        subject,
        role,
        RULE_VERSION,
        *amendment_store.halves(decided),
    )
    await set_state(connection, signal_id, State.DECIDED)
    await referral_store.order(connection, signal_id, decided.decision_id, choice.orders)


async def set_state(connection: Connection, signal_id: UUID, state: State) -> None:
    await connection.execute("update signal_case set state = $2 where signal_id = $1", signal_id, state)


async def tell(connection: Connection, signal_id: UUID, status: ReporterStatus) -> bool:
    """Note what the reporter is told; false when it was told this last."""
    row = await connection.fetchrow(
        "update signal_case set reporter_told = $2 where signal_id = $1 and reporter_told is distinct from $2"
        " returning signal_id",
        signal_id,
        status,
    )
    return row is not None


async def decisions(connection: Connection, signal_id: UUID) -> list[Decision]:
    rows = await connection.fetch(
        "select decision_id, outcomes, partners, director, decider_role, rule_version, decided_at"
        " from decision where signal_id = $1 order by decided_at",
        signal_id,
    )
    return [
        Decision(
            row["decision_id"],
            tuple(Outcome(code) for code in row["outcomes"]),
            tuple(row["partners"]),
            row["director"],
            row["decider_role"],
            row["rule_version"],
            row["decided_at"],
        )
        for row in rows
    ]
