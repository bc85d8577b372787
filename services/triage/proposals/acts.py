"""What is done with what waits for a second person: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.events.acts.triage import ConsultationProposed, CorrectionProposed, DecisionProposed
from services.triage.proposals import store
from services.triage.proposals.prepared import Waiting

if TYPE_CHECKING:
    from schemas.events.acts.triage import ProposalRejected
    from services.runtime.base.database import Connection
    from services.triage.proposals.store import Asked

Proposed = DecisionProposed | CorrectionProposed | ConsultationProposed

PROPOSED: dict[Waiting, type[Proposed]] = {
    Waiting.DECISION: DecisionProposed,
    Waiting.CORRECTION: CorrectionProposed,
    Waiting.CONSULTATION: ConsultationProposed,
}
_KINDS = {act: kind for kind, act in PROPOSED.items()}


async def propose(connection: Connection, act: Proposed, asked: Asked | None = None) -> None:
    """``asked``: what it was, and what it would tell whom; in no event before it is confirmed."""
    await store.add(connection, act, _KINDS[type(act)], asked)


async def reject(connection: Connection, act: ProposalRejected, reason: str | None = None) -> None:
    """``reason`` is in no event."""
    await store.settle(connection, act.proposal_id, act, confirmed=False, explanation=reason)
