"""Who has a file open at this moment, in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from services.runtime.base.key_ring import Sealed
from services.screens import sealing

if TYPE_CHECKING:
    from uuid import UUID

    from services.desk.sessions.store import Session
    from services.runtime.base.database import Connection
    from services.runtime.base.key_ring import KeyRing

LIFE = timedelta(seconds=20)
"""Our choice: an open page says four times in that time that it is still there."""


async def enter(connection: Connection, keys: KeyRing, session: Session, about: UUID) -> None:
    """He opened it."""
    now, own = datetime.now(UTC), sealing.id_hash(session.cookie)
    sealed = keys.encrypt(_row(about, own), session.who.name.encode())
    await connection.execute(
        "insert into presence (about, id_hash, subject, key_number, name, seen_at) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (about, id_hash) do update set seen_at = excluded.seen_at",
        *(about, own, session.who.subject, sealed.key_number, sealed.content, now),
    )


async def others(connection: Connection, keys: KeyRing, session: Session, about: UUID) -> list[str] | None:
    """The names of who else has it open, once each; None to who does not have it open himself: it is his no longer, or
    never was.
    """
    now, own = datetime.now(UTC), sealing.id_hash(session.cookie)
    still_there = await connection.fetchval(
        "update presence set seen_at = $3 where about = $1 and id_hash = $2 and seen_at >= $4 returning true",
        *(about, own, now, now - LIFE),
    )
    if not still_there:
        return None
    rows = await connection.fetch(
        "select distinct on (subject) id_hash, key_number, name from presence"
        " where about = $1 and subject <> $2 and seen_at >= $3 order by subject, seen_at desc",
        *(about, session.who.subject, now - LIFE),
    )
    named = [keys.decrypt(_row(about, row["id_hash"]), Sealed(row["key_number"], row["name"])) for row in rows]
    return sorted(name.decode() for name in named)


def _row(about: UUID, id_hash: bytes) -> bytes:
    return about.bytes + id_hash
