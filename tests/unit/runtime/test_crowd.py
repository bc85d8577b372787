"""More requests than a process can answer: what is not acute comes back later, and what was begun is answered."""

from __future__ import annotations

import asyncio
import re
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import httpx
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from services.runtime.base import telemetry
from services.runtime.http.crowd import BACK_PER_SECOND, MOST_IN_HAND, Crowd
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


def test_who_is_sent_away_gets_a_moment_of_his_own() -> None:
    now = 1000.0
    crowd = Crowd(lambda: now)
    waits = [int((crowd.refusal().headers or {})["Retry-After"]) for _ in range(10 * BACK_PER_SECOND)]
    assert waits == sorted(waits)
    assert [waits.count(second) for second in range(2, 10)] == [BACK_PER_SECOND] * 8
    now += 60
    assert int((crowd.refusal().headers or {})["Retry-After"]) == 1


def test_nobody_is_sent_away_for_longer_than_half_a_minute() -> None:
    crowd = Crowd(lambda: 0.0)
    assert max(int((crowd.refusal().headers or {})["Retry-After"]) for _ in range(100 * BACK_PER_SECOND)) == 30


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
