"""What is done with a change: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.administration.changes import store

if TYPE_CHECKING:
    from schemas.events.acts.administration import ChangeConfirmed, ChangeProposed, ChangeRejected
    from schemas.events.setting import Officials
    from services.runtime.base.database import Connection


async def propose(
    connection: Connection, act: ChangeProposed, officials: Officials | None = None, explanation: str | None = None
) -> None:
    """``officials`` are in no event before it is confirmed, ``explanation`` is in none."""
    await store.add(connection, act, act.value or officials, explanation)


async def confirm(connection: Connection, act: ChangeConfirmed) -> None:
    """What it sets is in the event of the same transaction."""
    await store.confirm(connection, act)


async def reject(connection: Connection, act: ChangeRejected) -> None:
    """It does not go on."""
    await store.reject(connection, act)
