"""What is done with a reporter's later words: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.additions import store

if TYPE_CHECKING:
    from schemas.events.acts.triage import AdditionRead
    from services.runtime.base.database import Connection


async def read(connection: Connection, act: AdditionRead) -> None:
    """Off the worklist; what it leads to is another act."""
    await store.read(connection, act.addition_id, act.at)
