"""Who did not look at the worklist for so long is no colleague to give a case to, and is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from services.casework.handling import store

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing

KNOWN = timedelta(days=30)
"""Our choice: so long a mandate that was seen in a token counts as one that is still held."""


async def forget_colleagues(connection: Connection, _: datetime, today: date) -> list[Outgoing]:
    """What the clock asks for; nobody is told."""
    await store.forget_colleagues(connection, today - KNOWN)
    return []
