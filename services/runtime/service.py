"""What makes a service: its name, its rooms, and the three ways to run it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import asyncpg
import structlog
import uvicorn
from fastapi import APIRouter, FastAPI, Request

from schemas.registry import read_by
from services.runtime.base import database, log, measure, shutdown, telemetry
from services.runtime.base.config import Config, DatabaseConfig
from services.runtime.http import docs, guard, openapi, problem
from services.runtime.http.auth import Tokens
from services.runtime.http.connections import BoundedProtocol
from services.runtime.http.pool import pool_of
from services.runtime.messaging import bus, counts
from services.runtime.messaging.inbox import Inbox, TooManyDefectsError
from services.runtime.messaging.quarantine import Vault
from services.runtime.messaging.relay import Relay
from services.tlog.note import Signer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence

    from starlette.routing import BaseRoute

    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.inbox import Decide
    from services.runtime.operate.replay import Replay

Process = Literal["api", "worker", "migrate"]

RUNTIME_MIGRATIONS = Path(__file__).parent / "migrations"
_HEALTH_SECONDS = 2


@dataclass(frozen=True)
class Service:
    """``handle`` turns a batch of new events into state and outgoing events, in the transaction it is given.

    ``store_raw``, where set, gets every record undecoded instead (audit). ``job`` runs beside the worker.
    ``desks`` measures what waits for a person. ``files`` is served as it is, outside the versioned API (audit's log);
    ``plain`` is matched before anything else, without FastAPI.
    ``replay``: how its state follows from the log.
    """

    name: str
    title: str
    migrations: Sequence[Path]
    router: APIRouter
    handle: Decide | None = None
    store_raw: Callable[[Connection, Sequence[bus.Record]], Awaitable[None]] | None = None
    job: Callable[[Config, Pool], Coroutine[Any, Any, None]] | None = None
    desks: Callable[[Connection], Awaitable[None]] | None = None
    config: type[Config] = Config
    files: APIRouter | None = None
    plain: Sequence[BaseRoute] = ()
    replay: Replay[Any] | None = None


def run(service: Service) -> None:
    """Entry point of ``python -m services.<name> worker|api|migrate``."""
    process = sys.argv[1] if len(sys.argv) == 2 else ""
    if process not in ("api", "worker", "migrate"):
        sys.stderr.write(f"usage: python -m services.{service.name.replace('-', '_')} worker|api|migrate\n")
        raise SystemExit(2)
    log.configure(service.name, process)
    telemetry.configure(service.name)
    if process == "migrate":
        asyncio.run(_migrate(service, DatabaseConfig()))  # pyright: ignore[reportCallIssue] - from the environment
        return
    config = service.config()  # pyright: ignore[reportCallIssue] - from the environment
    app = api(service, config) if process == "api" else worker(service, config)
    # uvicorn re-raises the signal it was stopped by; a graceful stop is exit code 0.
    signal.signal(signal.SIGTERM, _exit_cleanly)
    uvicorn.run(
        app,
        http=BoundedProtocol,
        host=config.http_host,
        port=config.http_port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        # A worker serves its health page alone: nobody's request is in hand there, a batch is.
        timeout_graceful_shutdown=shutdown.STOP_SECONDS if process == "api" else _HEALTH_SECONDS,
    )


def _exit_cleanly(_signal: int, _frame: object) -> None:
    sys.exit(0)


async def _migrate(service: Service, config: DatabaseConfig) -> None:
    password = config.database_password_file.read_text("utf-8").strip()
    connection = await asyncpg.connect(config.database_url, password=password)
    try:
        await database.migrate(connection, [RUNTIME_MIGRATIONS, *service.migrations])
    finally:
        await connection.close()


def api(service: Service, config: Config | None = None) -> FastAPI:
    """The HTTP API; it needs PostgreSQL, never Kafka. Without ``config`` only its documentation works."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        if config is None:
            raise RuntimeError("an API without configuration cannot serve")
        app.state.config = config
        app.state.tokens = Tokens(config)
        app.state.pool = await database.open_pool(config, f"{service.name} api")
        try:
            yield
        finally:
            await app.state.pool.close()

    app = FastAPI(
        title=service.title,
        routes=[*service.plain],
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        telemetry=telemetry.NOT_THE_FRAMEWORKS,
    )
    app.state.service = service.name
    app.include_router(service.router, prefix=openapi.PREFIX)
    app.include_router(guard.health_routes(_database_answers, partial(_measure, service)))
    if service.files:
        app.include_router(service.files)
    app.add_middleware(guard.Guard)
    problem.install(app)
    openapi.install(app)
    docs.install(app)
    return app


async def _database_answers(request: Request) -> bool:
    try:
        async with asyncio.timeout(_HEALTH_SECONDS):
            await pool_of(request).fetchval("select 1 from migration limit 1")
    except database.ERRORS:
        return False
    return True


async def _measure(service: Service, request: Request) -> None:
    await measure.measure(pool_of(request), service.desks)


def worker(service: Service, config: Config) -> FastAPI:
    """The consumer, the relay and the service's job, behind a health page; stops after the batch in hand."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        pool = await database.open_pool(config, f"{service.name} worker")
        app.state.pool = pool
        app.state.joined = asyncio.Event()
        consumer = bus.Worker(
            config,
            service.name,
            read_by(f"service:{service.name}"),
            _handler(service, config, pool),
            app.state.joined.set,
        )
        app.state.consumer = consumer
        async with AsyncExitStack() as stack:
            stack.push_async_callback(pool.close)
            tasks = [asyncio.create_task(Relay(config).run())]
            if config.count_key_file:
                signer = Signer.parse(config.count_key_file.read_text("utf-8"))
                tasks.append(asyncio.create_task(counts.state_for_ever(service.name, signer, pool)))
            if service.job:
                tasks.append(asyncio.create_task(service.job(config, pool)))
            for task in tasks:
                task.add_done_callback(shutdown.end_with)
            stack.push_async_callback(shutdown.cancel, tasks)
            running = asyncio.create_task(consumer.run())
            running.add_done_callback(shutdown.end_with)
            stack.push_async_callback(asyncio.wait, [running])
            stack.callback(consumer.stop)
            stack.callback(shutdown.end_in_time)
            yield

    async def ready(request: Request) -> bool:
        joined: asyncio.Event = request.app.state.joined
        return joined.is_set() and await _database_answers(request)

    app = FastAPI(title=service.title, lifespan=lifespan, openapi_url=None, telemetry=telemetry.NOT_THE_FRAMEWORKS)

    async def measured(request: Request) -> None:
        if request.app.state.joined.is_set():
            request.app.state.consumer.measure_lag()
        await _measure(service, request)

    app.include_router(guard.health_routes(ready, measured))
    return app


def _handler(service: Service, config: Config, pool: Pool) -> Callable[[list[bus.Record]], Awaitable[None]]:
    vault = Vault(config.quarantine_key_file)
    inbox = Inbox(service.name, pool, vault, service.handle, service.store_raw)

    async def handle(records: list[bus.Record]) -> None:
        try:
            await inbox.process(records)
        except Exception as error:
            # What could not be handled must not look handled: end the process, Kafka keeps the batch.
            reason = "defect" if isinstance(error, TooManyDefectsError) else "error"
            structlog.get_logger().critical("worker stops", reason=reason, exc_info=error)
            sys.stdout.flush()
            os._exit(1)

    return handle
