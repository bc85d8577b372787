"""A crowd of reporters at once: each is taken in or told when to come back, and acute danger passes them all."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx

from tests.chain import signal_body

if TYPE_CHECKING:
    from tests.chain import Chain

_CROWD = 400


async def test_a_crowd_is_taken_in_or_told_when_and_an_alert_goes_first(chain: Chain) -> None:
    everybody = httpx.AsyncClient(
        base_url=f"{chain.addresses.urls['intake']}/v1",
        auth=chain.api("intake", "melder-professional").auth,
        limits=httpx.Limits(max_connections=None),
        timeout=60,
        trust_env=False,
    )

    async def report(number: int) -> httpx.Response:
        acute = {"acuteNood": True} if number % 40 == 0 else {}
        key = {"Idempotency-Key": str(uuid4())}
        return await everybody.post("/signalen", json=signal_body(kanaal="netwerk", **acute), headers=key)

    async with everybody:
        answers = await asyncio.gather(*(report(number) for number in range(_CROWD)))
    acute, others = answers[::40], [answer for number, answer in enumerate(answers) if number % 40]
    assert {answer.status_code for answer in acute} == {201}
    told = Counter(answer.status_code for answer in others)
    assert told.keys() <= {201, 503}
    assert told[201] >= 24
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in others if answer.status_code == 503)
