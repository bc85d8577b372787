"""What was being filled in, in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from pydantic import BaseModel

from services.runtime.base.key_ring import KeyRing, Sealed

if TYPE_CHECKING:
    from services.runtime.base.database import Connection

LONGEST = timedelta(hours=24)
"""Our choice: the next morning it is still there."""


class Draft(BaseModel):
    """A form that was sent to ``place``, field by field."""

    place: str
    values: dict[str, str]


async def keep(connection: Connection, keys: KeyRing, subject: str, draft: Draft) -> UUID:
    """For as long as ``LONGEST``."""
    now, draft_id = datetime.now(UTC), uuid4()
    sealed = keys.encrypt(_row(draft_id, subject), draft.model_dump_json().encode())
    await connection.execute(
        "insert into draft (draft_id, subject, key_number, content, kept_at) values ($1, $2, $3, $4, $5)",
        draft_id,
        subject,
        sealed.key_number,
        sealed.content,
        now,
    )
    return draft_id


async def find(connection: Connection, keys: KeyRing, subject: str, draft_id: UUID) -> Draft | None:
    """None where it is gone, and for anybody else. Raises as ``KeyRing.decrypt``."""
    row = await connection.fetchrow(
        "select key_number, content from draft where draft_id = $1 and subject = $2 and kept_at > $3",
        draft_id,
        subject,
        datetime.now(UTC) - LONGEST,
    )
    if row is None:
        return None
    sealed = Sealed(row["key_number"], row["content"])
    return Draft.model_validate_json(keys.decrypt(_row(draft_id, subject), sealed))


async def sent_to(connection: Connection, keys: KeyRing, subject: str, place: str) -> list[tuple[UUID, datetime]]:
    """Of this person, what was sent to that place, and when; the latest first. Raises as ``KeyRing.decrypt``."""
    rows = await connection.fetch(
        "select draft_id, key_number, content, kept_at from draft where subject = $1 and kept_at > $2"
        " order by kept_at desc",
        subject,
        datetime.now(UTC) - LONGEST,
    )
    found = [
        (row, keys.decrypt(_row(row["draft_id"], subject), Sealed(row["key_number"], row["content"]))) for row in rows
    ]
    return [(row["draft_id"], row["kept_at"]) for row, kept in found if Draft.model_validate_json(kept).place == place]


async def forget(connection: Connection, subject: str, draft_id: UUID) -> None:
    await connection.execute("delete from draft where draft_id = $1 and subject = $2", draft_id, subject)


def _row(draft_id: UUID, subject: str) -> bytes:
    return draft_id.bytes + subject.encode()
