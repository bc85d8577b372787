"""How a history is filled."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.runtime.base.database import Connection

NOW = datetime.now(UTC)


async def run(connection: Connection, count: int, *statements: str) -> None:
    """Each with the count as its only argument."""
    for statement in statements:
        await connection.execute(statement, count)
