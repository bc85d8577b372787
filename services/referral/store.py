"""A referral service's tables: referrals and the steps they took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.casework.tenancy.store import within
from services.referral.answers import store as answers
from services.referral.domain import State
from services.runtime.base.counted import counted

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    import asyncpg

    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope


@dataclass(frozen=True, slots=True)
class Referral:
    reference: UUID
    signal_id: UUID
    decision_id: UUID
    partner: str
    director: bool
    basis: str
    municipality: str
    state: State
    sent_at: datetime
    state_since: datetime
    escalated_at: datetime | None = None
    has_words: bool = False
    against_will: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What happened, by code and in somebody's own words; ``taken_by`` is empty where the partner reported it."""

    state: State
    reported_at: datetime
    reason: str | None = None
    explanation: str | None = None
    taken_by: str | None = None


async def add(connection: Connection, referral: Referral) -> None:
    await connection.execute(
        "insert into referral (reference, signal_id, decision_id, partner, director, basis, municipality, state,"
        " sent_at, state_since, against_will) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        referral.reference,
        referral.signal_id,
        referral.decision_id,
        referral.partner,
        referral.director,
        referral.basis,
        referral.municipality,
        referral.state,
        referral.sent_at,
        referral.state_since,
        referral.against_will,
    )


def _referral(row: asyncpg.Record) -> Referral:
    values = dict(row)
    values["state"] = State(row["state"])
    return Referral(**values)


async def find(connection: Connection, reference: UUID) -> Referral | None:
    """The referral, locked until the end of the transaction."""
    row = await connection.fetchrow("select * from referral where reference = $1 for update", reference)
    return _referral(row) if row else None


@dataclass(frozen=True, slots=True)
class Which:
    """Referrals in this scope, of this signal, in this state; None asks for all."""

    scope: Scope
    signal_id: UUID | None
    state: State | None


_WHICH = "($1::uuid is null or signal_id = $1) and ($2::text is null or state = $2) and " + within("referral", 3)


async def referrals(
    connection: Connection, which: Which, after: tuple[datetime, UUID] | None, limit: int
) -> list[Referral]:
    """The last sent first; what follows on this moment and reference."""
    rows = await connection.fetch(
        f"select * from referral where {_WHICH}"  # noqa: S608 - a constant of this module
        " and ($4::timestamptz is null or (sent_at, reference) < ($4, $5::uuid))"
        " order by sent_at desc, reference desc limit $6",
        which.signal_id,
        which.state,
        [*which.scope.tenants],
        *(after or (None, None)),
        limit,
    )
    return [_referral(row) for row in rows]


async def count(connection: Connection, which: Which) -> int:
    """How many ``referrals`` gives in all, as far as they are counted."""
    return await connection.fetchval(
        counted(f"from referral where {_WHICH}"),
        which.signal_id,
        which.state,
        [*which.scope.tenants],
    )


async def of_decision(connection: Connection, decision_id: UUID) -> list[Referral]:
    """Its referrals that still hold something, locked until the end of the transaction."""
    rows = await connection.fetch(
        "select * from referral where decision_id = $1 and state <> $2 order by partner for update",
        decision_id,
        State.REVOKED,
    )
    return [_referral(row) for row in rows]


async def know_refusal(connection: Connection, decision_id: UUID, *, refused: bool) -> None:
    """Whether the victim refuses that anybody gets what this decision sent."""
    await connection.execute("update referral set against_will = $2 where decision_id = $1", decision_id, refused)


async def take_step(connection: Connection, reference: UUID, step: Step) -> None:
    """Its state and the next line of its history in one statement; what was escalated before is settled."""
    await connection.execute(
        """
        with moved as (
            update referral set state = $2, state_since = $3, escalated_at = null,
                has_words = has_words or $5::text is not null
            where reference = $1
        )
        insert into referral_step (reference, step, state, reported_at, reason, explanation, taken_by)
        select $1, count(*) + 1, $2, $3, $4, $5, $6 from referral_step where reference = $1
        """,
        reference,
        step.state,
        step.reported_at,
        step.reason,
        step.explanation,
        step.taken_by,
    )
    await answers.close(connection, reference, step.reported_at)


async def steps(connection: Connection, reference: UUID) -> list[Step]:
    """Oldest first. A referral that was only sent has none."""
    rows = await connection.fetch(
        "select state, reported_at, reason, explanation, taken_by from referral_step where reference = $1"
        " order by step",
        reference,
    )
    return [
        Step(State(row["state"]), row["reported_at"], row["reason"], row["explanation"], row["taken_by"])
        for row in rows
    ]
