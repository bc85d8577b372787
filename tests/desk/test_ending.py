"""What the desk keeps goes by itself, also where nobody comes any more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.chain import until

if TYPE_CHECKING:
    from tests.chain import Chain

_SESSION = (
    "insert into session (id_hash, subject, sealed, created_at, seen_at)"
    " values (sha256(uuid_send($1)), $1::text, '', now() - $2::interval, now())"
)
_KEPT = {
    "draft": (
        "insert into draft (draft_id, subject, key_number, content, kept_at)"
        " values ($1, 'x', 1, '', now() - $2::interval)",
        "draft_id = $1",
        "25 hours",
    ),
    "presence": (
        "with opened as (insert into session (id_hash, subject, sealed, created_at, seen_at)"
        " values (sha256(uuid_send($1)), $1::text, '', now(), now()) returning id_hash)"
        " insert into presence (about, id_hash, subject, key_number, name, seen_at)"
        " select $1, id_hash, 'x', 1, '', now() + interval '1 minute' - $2::interval from opened",
        "about = $1",
        "90 seconds",
    ),
    "session": (_SESSION, "subject = $1::uuid::text", "15 hours"),
    "sign_on": (
        "insert into sign_on (id_hash, sealed, started_at) values (sha256(uuid_send($1)), '', now() - $2::interval)",
        "id_hash = sha256(uuid_send($1))",
        "11 minutes",
    ),
}


@pytest.mark.parametrize("table", _KEPT)
async def test_what_ended_goes_and_nothing_else(chain: Chain, table: str) -> None:
    insert, which, ended = _KEPT[table]
    old, new = uuid4(), uuid4()
    async with chain.database("desk") as connection:
        for one, age in ((old, ended), (new, "0 seconds")):
            await connection.execute(insert.replace("$2", f"'{age}'"), one)

        async def gone() -> bool:
            return not await connection.fetchval(f"select exists (select from {table} where {which})", old)

        await until(gone)
        assert await connection.fetchval(f"select exists (select from {table} where {which})", new)
        await connection.execute(f"delete from {table} where {which}", new)
        await connection.execute("delete from session where subject = any($1)", [str(old), str(new)])
