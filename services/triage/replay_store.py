"""What only a replay writes: rows as they were made then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from services.triage import proposal_store
from services.triage.four_eyes import Reason
from services.triage.proposal_store import Proposal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from schemas.events.audit import ActPerformed
    from services.runtime.database import Connection
    from services.triage.amend_store import Kind


@dataclass(frozen=True, slots=True)
class Amendment:
    """``amendment_id`` is None where no event tells it."""

    amendment_id: UUID | None
    signal_id: UUID
    kind: Kind
    amended_by: str
    amended_at: datetime


async def add_amendment(connection: Connection, amendment: Amendment) -> None:
    await connection.execute(
        "insert into amendment (amendment_id, signal_id, kind, reason, amended_by, amended_at)"
        " values ($1, $2, $3, '', $4, $5)",
        amendment.amendment_id or uuid4(),
        amendment.signal_id,
        amendment.kind,
        amendment.amended_by,
        amendment.amended_at,
    )


async def stamp(connection: Connection, decision_id: UUID, rule_version: str, at: datetime) -> None:
    """The decision and its referrals by the rules and at the moment of then."""
    await connection.execute(
        "update decision set rule_version = $2, decided_at = $3 where decision_id = $1", decision_id, rule_version, at
    )
    await connection.execute("update referral set moved_at = $2 where decision_id = $1", decision_id, at)


async def propose(connection: Connection, act: ActPerformed, at: datetime) -> None:
    """A decision that waits for a second person, without the words of it."""
    signal_id, proposal_id = act.objects
    reasons = tuple(Reason(code) for code in act.facts["awaiting"].split())
    await proposal_store.add(connection, Proposal(proposal_id, signal_id, "{}", reasons, act.actor, at))
