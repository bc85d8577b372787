"""What is done with what a victim said about sharing: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.consent import store

if TYPE_CHECKING:
    from schemas.events.acts.triage import ConsentRecorded
    from services.runtime.base.database import Connection


async def record(connection: Connection, act: ConsentRecorded, explanation: str | None = None) -> None:
    """``explanation`` is in no event."""
    await store.add(connection, act, explanation)
