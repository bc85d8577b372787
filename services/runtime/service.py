"""The two ways to run a service: its API and its worker."""

from __future__ import annotations

import asyncio
import resource
import sys
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request

from services.runtime.base import database, log, measure, shutdown, telemetry
from services.runtime.http import beside, guard, identity, inner, openapi, problem, refusals, server
from services.runtime.http.limits import Limits
from services.runtime.http.tokens import Tokens
from services.runtime.messaging.outbox import Bell

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool
    from services.runtime.definition import Service
    from services.runtime.worker import WorkerApp

RUNTIME_MIGRATIONS = Path(__file__).parent / "migrations"
_HEALTH_SECONDS = 2
_CONNECTIONS, _ACUTE_CONNECTIONS = 6, 2


def run(service: Service) -> None:
    """Entry point of ``python -m services.<name> worker|api``."""
    process = sys.argv[1] if len(sys.argv) == 2 else ""
    if process not in ("api", "worker"):
        sys.stderr.write(f"usage: python -m services.{service.name.replace('-', '_')} worker|api\n")
        raise SystemExit(2)
    if process != "worker":  # which does so itself, as the `faust` command starts it too
        log.configure(service.name, process)
        telemetry.configure(service.name)
    _allow_many_connections()
    config = service.config()  # pyright: ignore[reportCallIssue] - from the environment
    is_api = process == "api"
    app = api(service, config) if is_api else worker(import_module(f"{service.package}.app").app)
    server.end_cleanly()
    settings = server.bounded(
        app,
        host=config.http_host,
        port=config.http_port if is_api else config.inner_port,
        date_header=False,
        # A worker serves its health page alone: nobody's request is in hand there, a batch is.
        timeout_graceful_shutdown=shutdown.STOP_SECONDS if is_api else _HEALTH_SECONDS,
    )
    server.serve(settings)


def _allow_many_connections() -> None:
    """As many open files as the system lets a process have: it begins with few, for programs of long ago."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def api(service: Service, config: Config | None = None) -> FastAPI:
    """The HTTP API; it needs PostgreSQL, never Kafka. Without ``config`` only its documentation works."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        if config is None:
            raise RuntimeError("an API without configuration cannot serve")
        app.state.config = config
        app.state.pool = await Bell().open_pool(config, f"{service.name} api", _CONNECTIONS)
        if service.takes_any_body:
            app.state.acute_pool = await Bell().open_pool(config, f"{service.name} api acute", _ACUTE_CONNECTIONS)
        app.state.tokens = Tokens(config, await identity.identities(app.state.pool, config.token_issuers))
        app.state.limits = Limits(config.requests_per_minute)
        app.state.refusals = refusals.Refusals(service.name, app.state.pool)
        telling = asyncio.create_task(app.state.refusals.run())
        try:
            async with beside.served(app.state.inner, config):
                yield
        finally:
            await shutdown.cancel([telling])
            await app.state.pool.close()
            if service.takes_any_body:
                await app.state.acute_pool.close()

    app = FastAPI(
        title=service.title,
        routes=[*service.plain],
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        telemetry=telemetry.NOT_THE_FRAMEWORKS,
    )
    app.state.service, app.state.walls, app.state.shows = service.name, service.walls, service.shows
    for router in service.routers:
        app.include_router(router, prefix=openapi.PREFIX)

    async def ready(_: Request) -> bool:
        return await _database_answers(app.state.pool)

    async def measured(_: Request) -> None:
        await measure.measure(app.state.pool)

    app.state.inner = inner.pages(app, guard.health_routes(ready, measured))
    for router in service.files:
        app.include_router(router)
    app.add_middleware(guard.Guard, takes_any_body=service.takes_any_body)
    problem.install(app)
    refusals.install(app)
    openapi.install(app, service.samples)
    return app


async def _database_answers(pool: Pool) -> bool:
    try:
        async with asyncio.timeout(_HEALTH_SECONDS):
            await pool.fetchval("select 1 from migration limit 1")
    except database.ERRORS:
        return False
    return True


def worker(stream: WorkerApp) -> FastAPI:
    """A health page around the service's stream; the process ends when the stream does."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        stream.loop = asyncio.get_running_loop()
        running = shutdown.begin(_run(stream))
        yield
        await stream.end()
        await asyncio.wait([running])

    async def ready(request: Request) -> bool:
        return stream.joined.is_set() and await _database_answers(stream.pool)

    app = FastAPI(
        title=stream.definition.title, lifespan=lifespan, openapi_url=None, telemetry=telemetry.NOT_THE_FRAMEWORKS
    )

    async def measured(_: Request) -> None:
        if stream.joined.is_set():
            stream.measure_lag()
            await measure.measure(stream.pool, stream.definition.desks)

    app.include_router(guard.health_routes(ready, measured))
    return app


async def _run(stream: WorkerApp) -> None:
    await stream.start()
    await stream.ended()
