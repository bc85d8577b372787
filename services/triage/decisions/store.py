"""Decisions as they were taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import Outcome
from services.triage.amendments import store as amendment_store
from services.triage.cases import store as case_store
from services.triage.cases.domain import State
from services.triage.decisions.domain import RULE_VERSION
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.runtime.base.database import Connection
    from services.triage.decisions.domain import Choice, Decided


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
    await case_store.set_state(connection, signal_id, State.DECIDED)
    await referral_store.order(connection, signal_id, decided.decision_id, choice.orders)


async def of_signal(connection: Connection, signal_id: UUID) -> list[Decision]:
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
