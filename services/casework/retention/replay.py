"""Destruction from the log."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.casework.retention import store
from services.casework.retention.domain import Kept
from services.runtime.operate.comparison import clock, skip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from schemas.events.audit import ActPerformed
    from services.casework.retention.clock import Wipe
    from services.runtime.base.database import Connection
    from services.runtime.operate.comparison import Exempt

OPERATION = "vernietig"

EXEMPT: Mapping[str, Exempt] = {
    "destruction.destroyed_at": clock("the moment before the event's"),
    "hold": skip("its reason is in words; who placed and lifted it, and when, are acts on the trail"),
}


async def destroyed(connection: Connection, act: ActPerformed, at: datetime, wipe: Wipe) -> None:
    """What the register's event says is done again."""
    (signal_id,) = act.objects
    await wipe(connection, [signal_id])
    gone = Kept(signal_id, act.facts["kind"], date.fromisoformat(act.facts["destroy_after"]))
    await store.register(connection, [gone], at)
