"""Pages that are told what changed: as many as one person can look at."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from services.desk.live.places import PLACE
from services.desk.live.streams import MOST_OF_ONE
from services.desk.may import ANALYST
from tests.chain import until

if TYPE_CHECKING:
    from tests.desk.conftest import At

ADDRESS = f"{PLACE}{ANALYST.path}"


async def test_who_opens_them_without_end_is_told_no_more(at_desk: At) -> None:
    async with at_desk("analist") as (client, _):
        async with AsyncExitStack() as stack:
            for _ in range(MOST_OF_ONE):
                assert (await stack.enter_async_context(client.stream("GET", ADDRESS))).status_code == 200
            assert (await client.get(ADDRESS)).status_code == 503
            assert (await client.get(ANALYST.path)).status_code == 200

        async def room() -> bool:
            async with client.stream("GET", ADDRESS) as answer:
                return answer.status_code == 200

        await until(room)
