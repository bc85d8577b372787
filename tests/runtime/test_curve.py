"""What happens all the time looks at no more rows after years than in the first week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.runtime.base.database import migrate
from tests.curve.histories import HISTORIES
from tests.curve.plans import reading

if TYPE_CHECKING:
    from services.runtime.base.database import Connection, Pool

FEW, MANY = 8_000, 32_000
"""So many rows of history; below that PostgreSQL rightly reads a table instead of its index."""


async def looked_at(connection: Connection, name: str, count: int) -> dict[str, tuple[int, object]]:
    history = HISTORIES[name]
    undone = connection.transaction()
    await undone.start()
    await history.fill(connection, count)
    await connection.execute("analyze")
    found = {what: await reading(connection, act) for what, act in history.acts.items()}
    await undone.rollback()
    return {what: (one.rows, sorted(one.statements, reverse=True)[:2]) for what, one in found.items()}


@pytest.mark.parametrize("name", HISTORIES)
async def test_a_longer_history_costs_no_more_rows(pool: Pool, name: str) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, HISTORIES[name].service.migrations)
        few = await looked_at(connection, name, FEW)
        many = await looked_at(connection, name, MANY)
    grown = [f"{what}: {few[what]} became {many[what]}" for what in few if many[what][0] > few[what][0] + 20]
    assert not grown, "\n".join(grown)
