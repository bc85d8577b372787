"""What is done with a question to a partner: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.consultations import store
from services.triage.consultations.domain import Consultation
from services.triage.proposals import store as proposal_store

if TYPE_CHECKING:
    from schemas.events.acts.triage import PartnerConsulted, TermExtended
    from services.runtime.base.database import Connection


async def consult(
    connection: Connection, act: PartnerConsulted, question: str, note: str | None = None
) -> Consultation:
    """``question`` is in what the partner was sent; ``note`` is the second person's."""
    if act.proposed_by:
        await proposal_store.settle(connection, act.reference, act, confirmed=True, explanation=note)
    asker = act.proposed_by or act.actor
    asked = Consultation(
        act.reference, act.signal_id, act.partner, question, asker, act.at, act.answer_by, ground=act.ground
    )
    await store.add(connection, asked)
    return asked


async def extend(connection: Connection, act: TermExtended) -> None:
    """The day of the act takes the place of the one before."""
    await store.extend(connection, act.reference, act.answer_by)
