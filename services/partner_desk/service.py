"""The program, put together: pages for the partner's people, and the two loops that are the connection."""

from __future__ import annotations

from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.partner_desk import door, pages
from services.partner_desk.connection import Connection
from services.partner_desk.database import open_store
from services.partner_desk.pages import pages_of, session_of
from services.partner_desk.screens import case, cases, sign_on, standing
from services.partner_desk.signed_on import SignedOutError, StaleFormError
from services.runtime.base import log, shutdown, telemetry
from services.runtime.http import beside, guard, server
from services.screens import files
from services.screens.form import NotOursError
from services.screens.guard import Guard, policy
from services.screens.paper.pdf import NoPdfError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from services.partner_desk.config import PartnerDeskConfig

NAME = "partnerwerkplek"


def run(config: PartnerDeskConfig) -> None:
    """Until stopped. Raises CertificateError and StoreError."""
    log.configure(NAME, "web")
    telemetry.configure(NAME)
    door.check_certificate(config)
    server.end_cleanly()
    settings = server.bounded(
        partner_desk(config),
        host=config.http_host,
        port=config.http_port,
        date_header=False,
        timeout_graceful_shutdown=shutdown.STOP_SECONDS,
    )
    server.serve(settings)


def partner_desk(config: PartnerDeskConfig) -> FastAPI:
    """For one partner. Raises StoreError."""
    store = open_store(config.store, config.store_key_file)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        connection = Connection(config, store)
        app.state.config, app.state.store, app.state.connection = config, store, connection
        loops = [shutdown.begin(loop()) for loop in (connection.read, connection.send)]
        async with beside.served(health, config):
            yield
        await shutdown.cancel(loops)
        store.connection.close()

    app = FastAPI(
        title=NAME,
        lifespan=lifespan,
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=telemetry.NOT_THE_FRAMEWORKS,
    )
    app.state.pages = pages.of(config.partner)
    for part in (sign_on, cases, case, standing):
        app.include_router(part.router)
    app.mount(files.PLACE, files.files())
    app.add_middleware(Guard, own=config.own_address, policy=policy(), pages=app.state.pages)
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    health = _health(app)
    return app


def _health(app: FastAPI) -> FastAPI:
    """On a port that nobody outside reaches: ready when it is connected."""

    async def ready(_: Request) -> bool:
        health = app.state.connection.health
        return health.connected_at is not None and health.trouble is None

    async def measured(_: Request) -> None:
        """It counts its requests, and has nothing more to measure."""

    found = FastAPI(openapi_url=None, telemetry=telemetry.NOT_THE_FRAMEWORKS)
    found.include_router(guard.health_routes(ready, measured))
    return found


async def _signed_out(_: Request, __: Exception) -> Response:
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    return pages_of(request).message(error.status_code, session=session_of(request))


async def _no_pdf(request: Request, error: Exception) -> Response:
    assert isinstance(error, NoPdfError)  # noqa: S101 - registered for it
    return pages_of(request).message(HTTPStatus.SERVICE_UNAVAILABLE, error.said, session=session_of(request))


def _saying(status: HTTPStatus) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, _: Exception) -> Response:
        return pages_of(request).message(status, session=session_of(request))

    return answer


_ANSWERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    HTTPException: _http,
    NoPdfError: _no_pdf,
    NotOursError: _saying(HTTPStatus.BAD_REQUEST),
    RequestValidationError: _saying(HTTPStatus.NOT_FOUND),
    SignedOutError: _signed_out,
    StaleFormError: _saying(HTTPStatus.FORBIDDEN),
}
