"""What is done with who has a case in hand, and with notes: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.casework.handling import store

if TYPE_CHECKING:
    from schemas.events.acts.handling import CasePutBack, CaseTaken, NoteWritten
    from services.runtime.base.database import Connection


async def take(connection: Connection, act: CaseTaken) -> None:
    """It is this person's now."""
    await store.take(connection, act)


async def put_back(connection: Connection, act: CasePutBack) -> None:
    """It is nobody's."""
    await store.put_back(connection, act.signal_id)


async def note(connection: Connection, act: NoteWritten, words: str | None = None) -> None:
    """``words`` are in no event."""
    await store.add_note(connection, act, words)
