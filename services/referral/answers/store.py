"""Answers to partners that wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import SecondPersonReason
from services.casework.four_eyes import domain
from services.casework.terms.domain import day_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    import asyncpg

    from schemas.events.acts import Act
    from schemas.events.acts.referral import AnswerProposed
    from services.casework.settings.domain import Settings
    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Proposal:
    """``answer``: the words, which only the partner is to read."""

    proposal_id: UUID
    reference: UUID
    answer: str
    reasons: tuple[SecondPersonReason, ...]
    proposed_by: str
    proposed_at: datetime

    def due_on(self, settings: Settings) -> date:
        """The last day on which a second person is in time."""
        return domain.NORM.due(day_of(self.proposed_at), settings)


async def add(connection: Connection, act: AnswerProposed, answer: str | None) -> None:
    """Raises UniqueViolationError while another about this referral waits."""
    await connection.execute(
        "insert into answer_proposal (proposal_id, reference, signal_id, answer, reasons, proposed_by, proposed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        act.proposal_id,
        act.reference,
        act.signal_id,
        answer,
        [*act.reasons],
        act.actor,
        act.at,
    )


async def find(connection: Connection, proposal_id: UUID) -> Proposal | None:
    """One that still waits, locked until the end of the transaction."""
    row = await connection.fetchrow(
        "select * from answer_proposal where proposal_id = $1 and settled_at is null for update", proposal_id
    )
    return _proposal(row) if row else None


async def waiting(connection: Connection, reference: UUID) -> Proposal | None:
    row = await connection.fetchrow(
        "select * from answer_proposal where reference = $1 and settled_at is null", reference
    )
    return _proposal(row) if row else None


def _proposal(row: asyncpg.Record) -> Proposal:
    return Proposal(
        row["proposal_id"],
        row["reference"],
        row["answer"],
        tuple(SecondPersonReason(code) for code in row["reasons"]),
        row["proposed_by"],
        row["proposed_at"],
    )


async def settle(connection: Connection, proposal_id: UUID, act: Act, *, confirmed: bool) -> None:
    """With who did, when, and how."""
    await connection.execute(
        "update answer_proposal set settled_by = $2, settled_at = $3, confirmed = $4 where proposal_id = $1",
        proposal_id,
        act.actor,
        act.at,
        confirmed,
    )


async def close(connection: Connection, reference: UUID, at: datetime) -> None:
    """Nothing about a referral that moved on without it waits any longer."""
    await connection.execute(
        "update answer_proposal set settled_at = $2, confirmed = false where reference = $1 and settled_at is null",
        reference,
        at,
    )
