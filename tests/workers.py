"""Workers that are ended and brought back, and signals that must arrive all the same."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from typing import TYPE_CHECKING

import httpx

from deploy.broker.lag import places
from deploy.local import stack
from deploy.local.processes import Process
from services.runtime.http.crowd import MOST_IN_HAND
from tests.chain import signal_body, until

if TYPE_CHECKING:
    from tests.chain import Chain


async def post(chain: Chain, count: int) -> list[str]:
    """Accepted signals, by id; fewer at once than the API takes in hand."""
    client = chain.api("intake", "melder-professional")
    room = asyncio.Semaphore(MOST_IN_HAND // 2)

    async def one() -> httpx.Response:
        async with room:
            return await client.post("/signalen", json=signal_body())

    answers = await asyncio.gather(*(one() for _ in range(count)))
    assert {answer.status_code for answer in answers} == {201}
    return [answer.json()["id"] for answer in answers]


async def arrived(chain: Chain, posted: list[str]) -> None:
    """Each is at enrichment once, and none was set aside."""

    async def all_there() -> bool:
        async with chain.database("enrichment") as connection:
            return await connection.fetchval(
                "select count(*) from signal where signal_id = any($1::uuid[])", posted
            ) == len(posted)

    await until(all_there)
    async with chain.database("enrichment") as connection:
        assert await connection.fetchval("select count(*) from quarantine where reason = 'defect'") == 0


async def end(chain: Chain, name: str, how: signal.Signals) -> None:
    process = Process(chain.root, name)
    pid = process.pid()
    assert pid
    os.kill(pid, how)
    await ended(process)


async def ended(process: Process) -> None:
    async def gone() -> bool:
        return not process.is_running()

    await until(gone)


async def up(chain: Chain) -> None:
    await asyncio.to_thread(stack.up, chain.root)


async def caught_up(chain: Chain, service: str) -> None:
    """Once this service has handled all there is on its topics."""

    async def done() -> bool:
        return not any(place.lag for place in await asyncio.to_thread(places, chain.door("provision"), [service]))

    await until(done)


async def metric(chain: Chain, process: str, name: str) -> float:
    """A number on the page of this process, over all its labels; one that was never counted is 0."""
    async with httpx.AsyncClient(trust_env=False) as client:
        page = (await client.get(f"{chain.inner(process)}/metrics")).text
    assert f"# TYPE {name.removesuffix('_count').removesuffix('_total')}" in page, name
    return sum(float(found) for found in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", page, re.MULTILINE))
