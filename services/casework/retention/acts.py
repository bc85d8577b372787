"""Destruction and holds, as they are done: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.casework.retention import store
from services.casework.retention.domain import Kept, desk_of

if TYPE_CHECKING:
    from schemas.events.acts.retention import ContentDestroyed, DestructionHeld, HoldLifted
    from services.casework.retention.clock import Wipe
    from services.runtime.base.database import Connection


async def destroy(connection: Connection, act: ContentDestroyed, wipe: Wipe) -> None:
    """``wipe`` is the service's: what it was."""
    await wipe(connection, [act.signal_id])
    await store.forget(connection, act.signal_id)
    await store.register(connection, Kept(act.signal_id, act.kind, act.destroy_after), act.at)


async def hold(connection: Connection, act: DestructionHeld, explanation: str | None = None) -> bool:
    """False when it is held already. ``explanation`` is in no event."""
    return await store.place(connection, act, desk_of(act.roles), explanation)


async def lift(connection: Connection, act: HoldLifted, explanation: str | None = None) -> bool:
    """False when nothing holds it. ``explanation`` is in no event."""
    return await store.lift(connection, act, explanation)
