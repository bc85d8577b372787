"""What of a register's budget is used, shared by all workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.enrichment.budget.domain import Use

if TYPE_CHECKING:
    from datetime import datetime

    from services.runtime.base.database import Connection


async def find(connection: Connection, register: str) -> Use:
    """Locked until the end of the transaction: one worker takes its share at a time."""
    await connection.execute("insert into register_use (register) values ($1) on conflict do nothing", register)
    row = await connection.fetchrow(
        "select second, in_second, day, on_day, wait_until from register_use where register = $1 for update", register
    )
    if row is None:
        raise LookupError("the row was just made")
    return Use(**row)


async def save(connection: Connection, register: str, use: Use) -> None:
    """``use`` after ``find``, in the same transaction; the wait that the register asked for stays as it is."""
    await connection.execute(
        "update register_use set second = $2, in_second = $3, day = $4, on_day = $5 where register = $1",
        register,
        use.second,
        use.in_second,
        use.day,
        use.on_day,
    )


async def wait(connection: Connection, register: str, until: datetime) -> None:
    """The longest wait that was asked counts."""
    await connection.execute(
        "update register_use set wait_until = greatest(wait_until, $2) where register = $1", register, until
    )
