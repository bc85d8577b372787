"""A user id says who somebody is only beside its issuer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.runtime.http.identity import identities

if TYPE_CHECKING:
    from services.runtime.base.database import Pool


async def test_the_same_subject_of_another_issuer_is_somebody_else(pool: Pool) -> None:
    first = await identities(pool, "https://inloggen.example.nl")
    other = await identities(pool, "https://elders.example.nl")
    assert first.of("a3f1c9") == "a3f1c9", "as before there was another"
    assert other.of("a3f1c9") == "2~a3f1c9"
    again = await identities(pool, "https://inloggen.example.nl")
    assert again.of("a3f1c9") == first.of("a3f1c9")


async def test_processes_that_start_together_agree(pool: Pool) -> None:
    together = await asyncio.gather(*(identities(pool, f"https://{number % 3}.example.nl") for number in range(9)))
    found = [one.of("x") for one in together]
    assert {*found} == {"x", "2~x", "3~x"}
    assert found[:3] == found[3:6] == found[6:]
