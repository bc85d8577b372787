"""Clients that try to keep others out: a head or a body that never ends, and more connections than fit."""

from __future__ import annotations

import asyncio
import resource
import time
from contextlib import AsyncExitStack, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx

from deploy.local import stack
from deploy.local.ports import HOST
from deploy.local.processes import Process
from services.runtime.http.body import SECONDS
from services.runtime.http.connections import HEAD_SECONDS

if TYPE_CHECKING:
    from tests.chain import Chain, Json

_HUGE = 100 * 1024 * 1024
_CHUNK = b"x" * 65_536
_USUAL_FILES = 2048
_PATIENCE_SECONDS = 15
ALARM: Json = {"situatie": "Een vrouw wordt nu vastgehouden.", "gemeente": "GM0268"}


async def connect(chain: Chain, process: str = "intake-api") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(HOST, stack.port(chain.root, process))


async def slow_head(chain: Chain) -> float:
    """Seconds until a client that sends its head a byte at a time is closed."""
    reader, writer = await connect(chain)
    started = time.monotonic()
    closed = asyncio.create_task(reader.read())
    writer.write(b"GET /v1/meldroutes HTTP/1.1\r\nHost: x\r\nX: ")
    async with asyncio.timeout(3 * HEAD_SECONDS):
        while not closed.done():
            writer.write(b"y")
            await asyncio.wait([closed], timeout=0.2)
    writer.close()
    return time.monotonic() - started


async def endless_head(chain: Chain, process: str) -> int:
    """How much of a head of 100 MB was taken before the connection was closed."""
    reader, writer = await connect(chain, process)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
    sent = 0
    with suppress(ConnectionError):
        while not reader.at_eof() and sent < _HUGE:
            writer.write(_CHUNK)
            sent += len(_CHUNK)
            await writer.drain()
    writer.close()
    return sent


async def slow_body(chain: Chain) -> int:
    """Status for a client that sends its body a byte at a time."""
    reader, writer = await connect(chain)
    head = "POST /v1/alarmen HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
    writer.write(head.encode())
    answer = asyncio.create_task(reader.readline())
    async with asyncio.timeout(3 * SECONDS):
        while not answer.done():
            writer.write(b" ")
            await asyncio.wait([answer], timeout=0.2)
    writer.close()
    return int(answer.result().split()[1])


async def huge_body(chain: Chain) -> tuple[int, int]:
    """Status for a body of 100 MB, and how much of it was taken before the answer."""
    reader, writer = await connect(chain)
    head = f"POST /v1/signalen HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {_HUGE}\r\n\r\n"
    writer.write(head.encode())
    answer = asyncio.create_task(reader.readline())
    sent = 0
    while not answer.done() and sent < _HUGE:
        writer.write(_CHUNK)
        sent += len(_CHUNK)
        try:
            await writer.drain()
        except ConnectionError:
            break
    status = int((await answer).split()[1])
    writer.close()
    return status, sent


async def flooded_alarm(chain: Chain, connections: int) -> int:
    """Status of an alert raised while this many others hold a connection that says nothing, and more keep coming.

    The process may have no more files open than is usual for one (1024), wherever this runs.
    """
    pid = Process(chain.root, "intake-api").pid()
    if pid is None:
        raise LookupError("the intake API runs")
    _, most = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (_USUAL_FILES, most))
    async with AsyncExitStack() as held, asyncio.TaskGroup() as flood:
        for _ in range(connections):
            _, writer = await connect(chain)
            held.callback(writer.close)
        more = flood.create_task(_keep_coming(chain, held))
        async with asyncio.timeout(_PATIENCE_SECONDS):
            status = await _raise_alarm(chain)
        more.cancel()
    return status


async def _raise_alarm(chain: Chain) -> HTTPStatus:
    """As a client should: again with the same key when its connection is closed before there is an answer."""
    key = {"Idempotency-Key": str(uuid4())}
    while True:
        try:
            answer = await chain.api("intake", "melder-professional").post("/alarmen", json=ALARM, headers=key)
        except httpx.TransportError:
            continue
        return HTTPStatus(answer.status_code)


async def _keep_coming(chain: Chain, held: AsyncExitStack) -> None:
    while True:
        _, writer = await connect(chain)
        held.callback(writer.close)
