"""What the analyst writes down of earlier interventions: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.enrichment.interventions import store

if TYPE_CHECKING:
    from schemas.events.acts.enrichment import InterventionRecorded, InterventionWithdrawn
    from services.runtime.base.database import Connection


async def record(
    connection: Connection, act: InterventionRecorded, organisation: str | None = None, file_number: str | None = None
) -> None:
    """Who did it and where it is on file are words, which no event says."""
    await store.add(connection, act, organisation, file_number)


async def withdraw(connection: Connection, act: InterventionWithdrawn) -> bool:
    """False when this signal has no such intervention, or not any more."""
    return await store.withdraw(connection, act.signal_id, act.intervention_id, act.at)
