"""uvicorn, waiting until it is told to stop: its own loop looks ten times a second, in every process of the chain."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from typing import TYPE_CHECKING, Any

import uvicorn

from services.runtime.http.connections import IDLE_SECONDS, BoundedProtocol

if TYPE_CHECKING:
    from types import FrameType

_STARTUP_FAILED = 3
_TICK_SECONDS = 1
"""How old the moment in a ``date`` header may be, where there is one."""


class QuietServer(uvicorn.Server):
    """Stops at a signal or ``stop`` at once; within a second when somebody sets ``should_exit``."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            try:
                async with asyncio.timeout(_TICK_SECONDS):
                    await self._told.wait()
            except TimeoutError:
                continue

    def stop(self) -> None:
        """In its own loop, at once."""
        self.should_exit = True
        self._told.set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._loop:
            self._loop.call_soon_threadsafe(self._told.set)


def bounded(app: Any, **settings: Any) -> uvicorn.Config:
    """As every process of ours is served; ``settings`` as uvicorn's."""
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        timeout_keep_alive=IDLE_SECONDS,
        log_config=None,
        access_log=False,
        server_header=False,
        **settings,
    )


def end_cleanly() -> None:
    """uvicorn re-raises the signal it was stopped by; a graceful stop is exit code 0."""
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))


def serve(config: uvicorn.Config) -> None:
    """Until stopped. Exit code 3 when it can't start."""
    server = QuietServer(config)
    # What was loaded by now stays; a full collection would look through all of it again, for some 90 ms.
    gc.collect()
    gc.freeze()
    server.run()
    if not server.started:
        sys.exit(_STARTUP_FAILED)
