"""What the desk keeps has an end, and goes by the desk's own clock: also where nobody comes any more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.desk.drafts import store as drafts
from services.desk.live import presence
from services.desk.sign_on import store as sign_on
from services.runtime.base import periodic
from services.screens.sessions import domain as sessions

if TYPE_CHECKING:
    from services.runtime.base.database import Pool

_EVERY_SECONDS = 20
_ENDS = {
    "draft": ("kept_at", drafts.LONGEST),
    "presence": ("seen_at", presence.LIFE),
    "session": ("created_at", sessions.LONGEST),
    "sign_on": ("started_at", sign_on.LONGEST),
}
"""By table: how long after which moment."""


async def watch(pool: Pool) -> None:
    """For ever. A session that was only left alone stays until its browser comes: what was being filled in there is its
    owner's.
    """

    async def look() -> bool:
        now = datetime.now(UTC)
        async with pool.acquire() as connection:
            for table, (since, longest) in _ENDS.items():
                await connection.execute(f"delete from {table} where {since} < $1", now - longest)  # noqa: S608
        return False

    await periodic.for_ever(look, _EVERY_SECONDS, "what ended is kept still")
