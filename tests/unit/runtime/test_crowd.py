"""More requests than a process can answer: what is not acute comes back later, and what was begun is answered."""

from __future__ import annotations

import asyncio
import re
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from services.runtime.base import telemetry
from services.runtime.http.crowd import MOST_IN_HAND, Crowd
from services.runtime.http.guard import Guard, refuse_crowded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import Request


def test_there_is_room_for_so_many_and_again_once_one_is_answered() -> None:
    crowd = Crowd()
    with ExitStack() as in_hand:
        rooms = [in_hand.enter_context(crowd.joined()) for _ in range(MOST_IN_HAND)]
        assert all(rooms)
        with crowd.joined() as room:
            assert not room
    with crowd.joined() as room:
        assert room


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def busy(clock: Clock, per_second: int) -> Crowd:
    """A process that answered so many in the last second."""
    crowd = Crowd(clock)
    for _ in range(per_second):
        with crowd.joined():
            clock.now += 1 / per_second
    return crowd


def wait(crowd: Crowd) -> int:
    return int((crowd.refusal().headers or {})["Retry-After"])


@pytest.mark.parametrize("per_second", [20, 50])
def test_who_is_sent_away_comes_back_as_fast_as_others_are_answered(per_second: int) -> None:
    clock = Clock()
    crowd = busy(clock, per_second)
    waits = [wait(crowd) for _ in range(10 * per_second)]
    assert waits == sorted(waits)
    assert all(abs(waits.count(second) - per_second) <= per_second / 5 for second in range(3, 9))
    clock.now += 60
    assert wait(crowd) <= 2


def test_nobody_is_sent_away_for_longer_than_half_a_minute() -> None:
    crowd = busy(Clock(), 10)
    assert max(wait(crowd) for _ in range(1000)) == 30


@asynccontextmanager
async def full(go_on: asyncio.Event) -> AsyncGenerator[tuple[httpx.AsyncClient, list[asyncio.Task[httpx.Response]]]]:
    """A process that has as much in hand as it takes, and does nothing until ``go_on``."""
    begun = asyncio.Semaphore(0)

    async def hold(_: Request) -> PlainTextResponse:
        begun.release()
        await go_on.wait()
        return PlainTextResponse("done")

    async def acute(request: Request) -> PlainTextResponse:
        if b"gevaar" not in await request.body():
            refuse_crowded(request)
        return PlainTextResponse("passed on")

    telemetry.configure("test")
    app = Starlette(routes=[Route("/", hold), Route("/alarm", acute, methods=["POST"])])
    guarded = Guard(app, re.compile("/alarm"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://test") as client:
        held = [asyncio.create_task(client.get("/")) for _ in range(MOST_IN_HAND)]
        for _ in held:
            await begun.acquire()
        yield client, held


async def test_what_was_begun_is_answered_and_the_next_is_not_begun() -> None:
    go_on = asyncio.Event()
    async with full(go_on) as (client, held):
        turned_away = await client.get("/")
        go_on.set()
        answers = await asyncio.gather(*held)
        again = await client.get("/")
    assert turned_away.status_code == 503
    assert int(turned_away.headers["retry-after"]) >= 1
    assert "112" in turned_away.json()["detail"]
    assert {answer.text for answer in answers} == {"done"}
    assert again.text == "done"


async def test_acute_danger_is_heard_where_there_is_no_room() -> None:
    go_on = asyncio.Event()
    async with full(go_on) as (client, held):
        acute = await client.post("/alarm", json={"situatie": "gevaar"})
        not_acute = await client.post("/alarm", json={"situatie": "rustig"})
        go_on.set()
        await asyncio.gather(*held)
    assert acute.text == "passed on"
    assert not_acute.status_code == 503
