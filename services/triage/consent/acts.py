"""What is done with what a victim said about sharing: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.amendments import domain
from services.triage.consent import store
from services.triage.decisions import store as decision_store

if TYPE_CHECKING:
    from schemas.events.acts.triage import ConsentRecorded
    from services.runtime.base.database import Connection


async def record(connection: Connection, act: ConsentRecorded, explanation: str | None = None) -> None:
    """``explanation`` is in no event. What was decided before now holds what the victim says."""
    await store.add(connection, act, explanation)
    for decided in await decision_store.decided(connection, act.signal_id):
        if reconsidered := domain.reconsider(decided, act.consent):
            await decision_store.save(connection, reconsidered[0])
