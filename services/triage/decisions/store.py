"""Decisions as they were taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import Outcome
from schemas.events.decision import RiecDecisionTaken, ZorgDecisionTaken
from services.triage.consent.domain import Recorded
from services.triage.decisions.domain import Decided

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from schemas.codes.flow import UserRole
    from schemas.events.acts import triage as acts
    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Decision:
    decision_id: UUID
    outcomes: tuple[Outcome, ...]
    partners: tuple[str, ...]
    director: str
    decider_role: str
    rule_version: str
    decided_at: datetime


async def add(
    connection: Connection, act: acts.Decision, decided: Decided, by: tuple[str, UserRole], motivation: str | None
) -> None:
    """``by`` is the decider's subject and role."""
    subject, role = by
    await connection.execute(
        """
        insert into decision (decision_id, signal_id, outcomes, partners, director, motivation, decided_by,
            decider_role, rule_version, decided_at, zorg, riec)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        act.decision_id,
        act.signal_id,
        [*act.outcomes],
        [*act.partners],
        act.director,
        motivation,
        subject,
        role,
        act.rule_version,
        act.at,
        *_halves(decided),
    )


async def decided(connection: Connection, signal_id: UUID) -> list[Decided]:
    """Everything decided about this signal, as it now should have gone out."""
    rows = await connection.fetch(
        "select decision_id, zorg, riec from decision where signal_id = $1 order by decided_at", signal_id
    )
    return [
        Decided(
            row["decision_id"],
            ZorgDecisionTaken.model_validate_json(row["zorg"]) if row["zorg"] else None,
            RiecDecisionTaken.model_validate_json(row["riec"]) if row["riec"] else None,
        )
        for row in rows
    ]


async def latest_consent(connection: Connection, signal_id: UUID) -> Recorded | None:
    """What the last decision that had to say so said of it."""
    row = await connection.fetchrow(
        "select zorg, decided_at from decision where signal_id = $1 and zorg is not null"
        " order by decided_at desc limit 1",
        signal_id,
    )
    if row is None:
        return None
    return Recorded(ZorgDecisionTaken.model_validate_json(row["zorg"]).consent, row["decided_at"])


async def save(connection: Connection, decided: Decided) -> None:
    """What a decision should have held."""
    await connection.execute(
        "update decision set zorg = $2, riec = $3 where decision_id = $1", decided.decision_id, *_halves(decided)
    )


def _halves(decided: Decided) -> tuple[str | None, str | None]:
    zorg, riec = decided.zorg, decided.riec
    return zorg.model_dump_json() if zorg else None, riec.model_dump_json() if riec else None


async def of_signal(connection: Connection, signal_id: UUID) -> list[Decision]:
    """Oldest first, without their halves: ``decided`` gives those."""
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
