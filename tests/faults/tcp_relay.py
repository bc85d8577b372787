"""TCP between workers and the broker, one port per worker, which can be slowed down or cut.

In a thread and a loop of its own: while the harness compares all that ever happened, the chain goes on.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from deploy.local.ports import HOST

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

_CHUNK = 65_536


class TcpRelay:
    """Passes bytes on to ``port``; ``cut`` closes every connection and refuses new ones until ``mend``."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._cut: set[str] = set()
        self._open: dict[str, set[asyncio.StreamWriter]] = {}
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.pause_seconds = 0.0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _there(self, act: Coroutine[None, None, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(act, self._loop))

    async def listen(self, name: str) -> int:
        """A port for this worker."""
        return await self._there(self._listen(name))

    async def _listen(self, name: str) -> int:
        async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(name, reader, writer)

        server = await asyncio.start_server(accepted, HOST, 0)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def cut(self, name: str) -> None:
        async def abort() -> None:
            self._cut.add(name)
            for writer in self._open.get(name, set()):
                writer.transport.abort()

        await self._there(abort())

    def mend(self, name: str) -> None:
        self._cut.discard(name)

    async def close(self) -> None:
        await self._there(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for writers in self._open.values():
            for writer in writers:
                writer.transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if name in self._cut:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection(HOST, self._target)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, back}
        self._open.setdefault(name, set()).update(ends)
        ways = [asyncio.create_task(self._pump(reader, back)), asyncio.create_task(self._pump(there, writer))]
        self._tasks.update(ways)
        await asyncio.gather(*ways, return_exceptions=True)
        self._tasks.difference_update(ways)
        self._open[name].difference_update(ends)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while content := await reader.read(_CHUNK):
                if self.pause_seconds:
                    await asyncio.sleep(self.pause_seconds)  # the fault itself: a slow broker
                writer.write(content)
                await writer.drain()
        writer.transport.abort()
