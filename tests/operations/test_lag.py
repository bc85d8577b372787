"""How far a service is behind, as an operator is told."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.chain import until
from tests.command import signaalketen
from tests.workers import arrived, caught_up, end, post, up

if TYPE_CHECKING:
    from tests.chain import Chain, Json

pytestmark = pytest.mark.disturbs_the_chain


async def lag(chain: Chain, *options: str) -> tuple[int, Json]:
    said = await signaalketen(chain.root, "lag", "--json", *options)
    assert said.code in (0, 1), said.err
    return said.code, said.json()


async def test_lag_says_what_waits_and_for_how_long(chain: Chain) -> None:
    await end(chain, "enrichment-worker", signal.SIGTERM)
    posted = await post(chain, 5)

    async def published() -> bool:
        async with chain.database("intake") as connection:
            return not await connection.fetchval("select count(*) from outbox where sent_at is null")

    await until(published)
    code, found = await lag(chain, "--at-most", "0")
    assert code == 1
    mine: list[Json] = [place for place in found["topics"] if place["service"] == "enrichment"]
    assert sum(place["lag"] for place in mine) == 5
    for place in mine:
        assert place["lag"] == place["end"] - (place["committed"] or 0)
        assert (place["oldest"] is not None) == (place["lag"] > 0)
        assert 0 <= (place["oldest"] or 0) < 600
    await up(chain)
    await arrived(chain, posted)
    await caught_up(chain, "enrichment")


async def test_lag_that_cannot_be_asked_says_so(chain: Chain) -> None:
    said = await signaalketen(chain.root / "nowhere", "lag")
    assert (said.code, said.out) == (2, "")
    assert "the chain does not run here" in said.err
