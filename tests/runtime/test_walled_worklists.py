"""Behind row-level security too, a page of a desk looks at no more rows when more waits behind it."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import pytest

from deploy.database import api_of
from services.runtime.base.scope import Scope
from tests.curve.desks import LOOKS, TOWNS, fill
from tests.curve.plans import reading

if TYPE_CHECKING:
    from tests.chain import Chain
    from tests.curve.plans import Reading

FEW, MANY = 16_000, 48_000
WHERE = (TOWNS[:1], TOWNS)


async def looked_at(chain: Chain, service: str, count: int) -> dict[tuple[str, int], Reading]:
    """By look and number of municipalities, as the API's role; of a backlog that is gone afterwards."""
    found: dict[tuple[str, int], Reading] = {}
    async with chain.owner(service) as connection:
        undone = connection.transaction()
        await undone.start()
        await fill(connection, service, count)
        await connection.execute("analyze")
        await connection.execute(f"set local role {api_of(service)}")
        for (name, look), where in product(LOOKS[service].items(), WHERE):
            scope = Scope(frozenset(where), "tester")
            await scope.enter(connection)
            found[name, len(where)] = await reading(connection, partial(look, scope=scope))
        await undone.rollback()
    return found


@pytest.mark.parametrize("service", LOOKS)
async def test_a_longer_backlog_costs_no_more_rows(chain: Chain, service: str) -> None:
    few, many = [await looked_at(chain, service, count) for count in (FEW, MANY)]
    grown = [f"{look}: {few[look]} became {many[look]}" for look in few if many[look].rows > few[look].rows + 20]
    assert not grown, "\n".join(grown)
