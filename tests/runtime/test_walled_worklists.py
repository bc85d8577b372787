"""Behind row-level security too, a page of a desk looks at no more rows when more waits behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deploy.database import api_of
from services.runtime.base.scope import Scope
from tests.curve.desks import LOOKS, TOWNS, fill
from tests.curve.plans import reading

if TYPE_CHECKING:
    from tests.chain import Chain
    from tests.curve.plans import Reading

FEW, MANY = 8_000, 32_000


async def looked_at(chain: Chain, service: str, look: str, where: list[str], count: int) -> Reading:
    """As the API's role, of a backlog that nobody else sees and that is gone afterwards."""
    scope = Scope(frozenset(where), "tester")
    async with chain.owner(service) as connection:
        undone = connection.transaction()
        await undone.start()
        await fill(connection, service, count)
        await connection.execute("analyze")
        await connection.execute(f"set local role {api_of(service)}")
        await scope.enter(connection)
        found = await reading(connection, lambda api: LOOKS[service][look](api, scope))
        await undone.rollback()
        return found


@pytest.mark.parametrize("where", [TOWNS[:1], TOWNS], ids=("one", "all"))
@pytest.mark.parametrize(("service", "look"), [(service, look) for service in LOOKS for look in LOOKS[service]])
async def test_a_longer_backlog_costs_no_more_rows(chain: Chain, service: str, look: str, where: list[str]) -> None:
    few, many = [await looked_at(chain, service, look, where, count) for count in (FEW, MANY)]
    assert many.rows <= few.rows + 20, [*zip(few.statements, many.statements, strict=True)]
