"""A referral service's tables: referrals and the steps partners report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.runtime.referral.domain import State

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    import asyncpg

    from services.runtime.database import Connection


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


@dataclass(frozen=True, slots=True)
class Step:
    """What a partner reported, by code and in its own words."""

    state: State
    reported_at: datetime
    reason: str | None
    explanation: str | None


async def add(connection: Connection, referral: Referral) -> None:
    await connection.execute(
        "insert into referral (reference, signal_id, decision_id, partner, director, basis, municipality, state,"
        " sent_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        referral.reference,
        referral.signal_id,
        referral.decision_id,
        referral.partner,
        referral.director,
        referral.basis,
        referral.municipality,
        referral.state,
        referral.sent_at,
    )


def _referral(row: asyncpg.Record) -> Referral:
    values = dict(row)
    values["state"] = State(row["state"])
    return Referral(**values)


async def find(connection: Connection, reference: UUID) -> Referral | None:
    """The referral, locked until the end of the transaction."""
    row = await connection.fetchrow("select * from referral where reference = $1 for update", reference)
    return _referral(row) if row else None


async def referrals(connection: Connection, signal_id: UUID | None, state: State | None, limit: int) -> list[Referral]:
    rows = await connection.fetch(
        "select * from referral where ($1::uuid is null or signal_id = $1) and ($2::text is null or state = $2)"
        " order by sent_at desc limit $3",
        signal_id,
        state,
        limit,
    )
    return [_referral(row) for row in rows]


async def take_step(connection: Connection, reference: UUID, step: Step) -> None:
    await connection.execute(
        """
        with moved as (update referral set state = $2 where reference = $1)
        insert into referral_step (reference, step, state, reported_at, reason, explanation)
        select $1, count(*) + 1, $2, $3, $4, $5 from referral_step where reference = $1
        """,
        reference,
        step.state,
        step.reported_at,
        step.reason,
        step.explanation,
    )


async def steps(connection: Connection, reference: UUID) -> list[Step]:
    rows = await connection.fetch(
        "select state, reported_at, reason, explanation from referral_step where reference = $1 order by step",
        reference,
    )
    return [Step(State(row["state"]), row["reported_at"], row["reason"], row["explanation"]) for row in rows]
