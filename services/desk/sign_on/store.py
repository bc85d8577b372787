"""Browsers that are at the identity provider, and what each is expected back with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel

from services.screens import sealing

if TYPE_CHECKING:
    from services.runtime.base.database import Connection

LONGEST = timedelta(minutes=10)
"""As the provider's own: how long somebody may take to sign on."""


class Expected(BaseModel):
    """``return_to``: the path where it began."""

    state: str
    nonce: str
    verifier: str
    return_to: str


async def begin(connection: Connection, cookie: str, expected: Expected) -> None:
    now = datetime.now(UTC)
    await connection.execute(
        "insert into sign_on (id_hash, sealed, started_at) values ($1, $2, $3)",
        sealing.id_hash(cookie),
        sealing.seal(cookie, expected.model_dump_json().encode()),
        now,
    )


async def take(connection: Connection, cookie: str) -> Expected | None:
    """Good once, and not for long."""
    row = await connection.fetchrow(
        "delete from sign_on where id_hash = $1 returning sealed, started_at", sealing.id_hash(cookie)
    )
    if row is None or datetime.now(UTC) - row["started_at"] > LONGEST:
        return None
    return Expected.model_validate_json(sealing.unseal(cookie, row["sealed"]))
