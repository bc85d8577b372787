"""What an API says of itself: health, measures and documentation, on a port of its own that nobody outside reaches."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from services.runtime.base import telemetry
from services.runtime.http import docs, guard, problem
from services.runtime.http.server import QuietServer, bounded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from fastapi import APIRouter

    from services.runtime.base.config import ServedConfig

_STOP_SECONDS = 2


class _Beside(QuietServer):
    """Signals are for the server that it runs beside."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def pages(api: FastAPI, health: APIRouter) -> FastAPI:
    """``api`` is what is documented; its document itself it serves too."""
    app = FastAPI(title=api.title, openapi_url=None, telemetry=telemetry.NOT_THE_FRAMEWORKS)
    app.include_router(health)

    async def document() -> JSONResponse:
        return JSONResponse(api.openapi())

    app.add_api_route("/openapi.json", document, include_in_schema=False)
    docs.install(app)
    problem.install(app)
    app.add_middleware(guard.Guard)
    return app


@asynccontextmanager
async def served(app: FastAPI, config: ServedConfig) -> AsyncGenerator[None]:
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
