"""Questions to partners, and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import Conclusion
from schemas.events.ground import Ground
from services.triage.consultations.domain import Consultation

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    import asyncpg

    from schemas.events.reply import ConsultAnswered
    from services.runtime.base.database import Connection


async def add(connection: Connection, consultation: Consultation) -> None:
    await connection.execute(
        "insert into consultation (reference, signal_id, partner, question, asked_by, asked_at, answer_by, ground)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        consultation.reference,
        consultation.signal_id,
        consultation.partner,
        consultation.question,
        consultation.asked_by,
        consultation.asked_at,
        consultation.answer_by,
        consultation.ground.model_dump_json() if consultation.ground else None,
    )


def _consultation(row: asyncpg.Record) -> Consultation:
    values = dict(row)
    values["conclusion"] = Conclusion(row["conclusion"]) if row["conclusion"] else None
    values["ground"] = Ground.model_validate_json(row["ground"]) if row["ground"] else None
    return Consultation(**values)


async def of_signals(connection: Connection, signal_ids: list[UUID]) -> list[Consultation]:
    """Also those answered or taken back; oldest first."""
    rows = await connection.fetch("select * from consultation where signal_id = any($1) order by asked_at", signal_ids)
    return [_consultation(row) for row in rows]


async def find(connection: Connection, reference: UUID) -> Consultation | None:
    """Locked until the end of the transaction."""
    row = await connection.fetchrow("select * from consultation where reference = $1 for update", reference)
    return _consultation(row) if row else None


async def extend(connection: Connection, reference: UUID, answer_by: date) -> None:
    """A new term; what was escalated about the old one is settled."""
    await connection.execute(
        "update consultation set answer_by = $2, escalated_at = null where reference = $1", reference, answer_by
    )


async def close(connection: Connection, signal_id: UUID, at: datetime) -> None:
    """Nothing is waited for any more."""
    await connection.execute(
        "update consultation set withdrawn_at = $2 where signal_id = $1 and withdrawn_at is null", signal_id, at
    )


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
