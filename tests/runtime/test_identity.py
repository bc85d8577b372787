"""A user id says who somebody is only beside its issuer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.runtime.http.identity import identities

if TYPE_CHECKING:
    from services.runtime.base.database import Pool

FIRST, OTHER = "https://inloggen.example.nl", "https://elders.example.nl"


async def test_the_same_subject_of_another_issuer_is_somebody_else(pool: Pool) -> None:
    alone = await identities(pool, [FIRST])
    assert {issuer: one.of("a3f1c9") for issuer, one in alone.items()} == {FIRST: "a3f1c9"}
    both = await identities(pool, [OTHER, FIRST])
    assert both[FIRST].of("a3f1c9") == "a3f1c9", "as before there was another"
    assert both[OTHER].of("a3f1c9") == "2~a3f1c9"


async def test_processes_that_start_together_agree(pool: Pool) -> None:
    issuers = [f"https://{number}.example.nl" for number in range(3)]
    together = await asyncio.gather(*(identities(pool, issuers[n % 3 :] + issuers[: n % 3]) for n in range(9)))
    first = {issuer: one.of("x") for issuer, one in together[0].items()}
    assert {*first.values()} == {"x", "2~x", "3~x"}
    assert all({issuer: one.of("x") for issuer, one in found.items()} == first for found in together)
