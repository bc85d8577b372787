"""Pages beside those of a process, on a port of its own that nobody outside reaches."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from services.runtime.http.server import QuietServer, bounded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from fastapi import FastAPI

    from services.runtime.base.config import HttpConfig

_STOP_SECONDS = 2


class _Beside(QuietServer):
    """Signals are for the server that it runs beside."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def served(app: FastAPI, config: HttpConfig) -> AsyncGenerator[None]:
    """Beside the server of this process, for as long as that runs."""
    settings = bounded(
        app,
        host=config.http_host,
        port=config.inner_port,
        lifespan="off",
        date_header=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    server = _Beside(settings)
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.stop()
        await serving
