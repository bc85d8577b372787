"""What only a replay writes: rows as they were made then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.proposals import store as proposal_store
from services.triage.proposals.domain import Reason
from services.triage.proposals.store import Proposal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from schemas.events.audit import ActPerformed
    from services.runtime.base.database import Connection


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
