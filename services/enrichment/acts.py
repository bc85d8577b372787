"""What the analyst concludes, and what comes back: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.enrichment import store
from services.enrichment.domain import LEADS_TO

if TYPE_CHECKING:
    from schemas.envelope import Event
    from schemas.events.acts.enrichment import AssessmentUndone, SignalAssessed
    from schemas.events.signal import SignalReopened
    from services.runtime.base.database import Connection


async def assess(connection: Connection, act: SignalAssessed, note: str | None) -> None:
    """``note`` goes on only with a signal that was strengthened."""
    await store.save_assessment(connection, act, LEADS_TO[act.conclusion], note)


async def undo(connection: Connection, act: AssessmentUndone, reason: str | None = None) -> None:
    """``reason`` is in no event."""
    await store.undo_assessment(connection, act.signal_id, reason, act.at)


async def reopen(connection: Connection, event: Event[SignalReopened]) -> None:
    """The event says which kinds of object are shared, never which object."""
    await store.reopen(connection, UUID(event.subject), event.data.objects, event.time)
