"""What waits for a second person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.casework.four_eyes import domain
from services.casework.four_eyes.domain import Reason
from services.casework.terms.domain import day_of
from services.triage.proposals.prepared import Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    import asyncpg

    from schemas.events.acts import Act
    from services.casework.four_eyes.disclosed import Json
    from services.casework.settings.domain import Settings
    from services.runtime.base.database import Connection
    from services.triage.proposals.acts import Proposed


@dataclass(frozen=True, slots=True)
class Asked:
    """``body``: what was asked for, JSON; ``shown``: whom it would have told what."""

    body: str
    shown: Json

    def as_json(self) -> Json:
        """The body, read."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Proposal:
    """It is judged again when it is looked at and when it is confirmed."""

    proposal_id: UUID
    signal_id: UUID
    kind: Waiting
    asked: Asked
    reasons: tuple[Reason, ...]
    proposed_by: str
    proposed_at: datetime
    escalated_at: datetime | None = None

    def due_on(self, settings: Settings) -> date:
        """The last day on which a second person is in time."""
        return domain.NORM.due(day_of(self.proposed_at), settings)


def _proposal(row: asyncpg.Record) -> Proposal:
    return Proposal(
        row["proposal_id"],
        row["signal_id"],
        Waiting(row["kind"]),
        Asked(row["body"], json.loads(row["shown"])),
        tuple(Reason(code) for code in row["reasons"]),
        row["proposed_by"],
        row["proposed_at"],
        row["escalated_at"],
    )


async def add(connection: Connection, act: Proposed, kind: Waiting, asked: Asked | None) -> None:
    """Raises UniqueViolationError while another of this signal waits."""
    await connection.execute(
        "insert into proposal (proposal_id, signal_id, kind, body, shown, reasons, proposed_by, proposed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        act.proposal_id,
        act.signal_id,
        kind,
        asked.body if asked else None,
        json.dumps(asked.shown) if asked else None,
        [*act.reasons],
        act.actor,
        act.at,
    )


async def find(connection: Connection, proposal_id: UUID) -> Proposal | None:
    """One that still waits, locked until the end of the transaction."""
    row = await connection.fetchrow(
        "select * from proposal where proposal_id = $1 and settled_at is null for update", proposal_id
    )
    return _proposal(row) if row else None


async def waiting(connection: Connection, signal_ids: Sequence[UUID]) -> list[Proposal]:
    """At most one of each signal."""
    rows = await connection.fetch(
        "select * from proposal where signal_id = any($1) and settled_at is null", [*signal_ids]
    )
    return [_proposal(row) for row in rows]


async def settle(
    connection: Connection, proposal_id: UUID, act: Act, *, confirmed: bool, explanation: str | None
) -> None:
    """With who did, when, and how; ``explanation`` is in no event."""
    await connection.execute(
        "update proposal set settled_by = $2, settled_at = $3, confirmed = $4, explanation = $5 where proposal_id = $1",
        proposal_id,
        act.actor,
        act.at,
        confirmed,
        explanation,
    )


async def close(connection: Connection, signal_id: UUID, act: Act) -> None:
    """Nothing of a case that was withdrawn waits any longer."""
    await connection.execute(
        "update proposal set settled_by = $2, settled_at = $3, confirmed = false"
        " where signal_id = $1 and settled_at is null",
        signal_id,
        act.actor,
        act.at,
    )
