"""What is done with a decision that waits for a second person: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.decisions.proposals import store

if TYPE_CHECKING:
    from schemas.events.acts.triage import DecisionProposed, ProposalRejected
    from services.runtime.base.database import Connection


async def propose(connection: Connection, act: DecisionProposed, body: str | None = None) -> None:
    """``body`` is the decision as it was asked for; it goes out once it is confirmed."""
    await store.add(connection, act, body)


async def reject(connection: Connection, act: ProposalRejected, reason: str | None = None) -> None:
    """``reason`` is in no event."""
    await store.settle(connection, act.proposal_id, act, confirmed=False, explanation=reason)
