"""The desk, put together: what one instance shows is what it was given the address of."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.desk import ending, pages, texts, upstream
from services.desk.config import DeskConfig
from services.desk.drafts import keeping
from services.desk.live import api as live
from services.desk.live.places import PLACE
from services.desk.live.streams import Streams
from services.desk.may import (
    ADMINISTRATION,
    ANALYST,
    AREAS,
    AUDITOR,
    CHAIN,
    DECIDER,
    REPORTER,
    RETENTION,
    mounted,
    texts_from,
)
from services.desk.privileges import PRIVILEGES
from services.desk.screens import (
    administration,
    agenda,
    alarm,
    analyst,
    answers,
    components,
    consent,
    corrections,
    decider,
    decision,
    flow,
    handling,
    handovers,
    own_reports,
    proposals,
    public,
    reading,
    referrals,
    report,
    retention,
    supervision,
    term,
)
from services.desk.sign_on import login
from services.desk.sign_on.oidc import AwayError, Provider
from services.desk.signed_on import NotHisError, SignedOutError, StaleFormError
from services.desk.upstream import NoError, StepUpError, UnavailableError
from services.runtime.base import database, log, shutdown, telemetry
from services.runtime.base.key_ring import KeyRing
from services.runtime.definition import Service
from services.runtime.http import beside, guard, server
from services.runtime.http.trust import believing
from services.screens import files
from services.screens.form import NotOursError
from services.screens.guard import Guard, policy
from services.screens.paper.pdf import NoPdfError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

NAME = "desk"
_CONNECTIONS = 8

SERVICE = Service(
    name=NAME,
    title="Signaalketen: werkplek",
    migrations=[Path(__file__).parent / "migrations"],
    privileges=PRIVILEGES,
    routers=(),
)
"""Of its tables alone: it reads no topic and writes none."""


_OF_DECIDER = (
    agenda,
    decider,
    proposals,
    decision,
    handling,
    handovers,
    consent,
    corrections,
    referrals,
    answers,
    term,
)

ROUTERS = {
    ANALYST: (analyst.router, live.router_of(ANALYST, upstream.enrichment)),
    DECIDER: (live.router_of(DECIDER, upstream.triage), *(part.router for part in _OF_DECIDER)),
    RETENTION: (retention.router,),
    CHAIN: (flow.router,),
    REPORTER: (public.router, report.router, alarm.router, own_reports.router),
    AUDITOR: (supervision.router,),
    ADMINISTRATION: (administration.router,),
}
"""What an instance serves, by the screens that it has; beside signing on, which all have."""


def run() -> None:
    """Entry point of ``python -m services.desk``."""
    log.configure(NAME, "web")
    telemetry.configure(NAME)
    config = DeskConfig()  # pyright: ignore[reportCallIssue] - from the environment
    server.end_cleanly()
    settings = server.bounded(
        desk(config),
        host=config.http_host,
        port=config.http_port,
        date_header=False,
        timeout_graceful_shutdown=shutdown.STOP_SECONDS,
    )
    server.serve(settings)


def desk(config: DeskConfig) -> FastAPI:
    """One instance."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        app.state.config = config
        app.state.drafts = KeyRing(config.draft_key_file)
        app.state.streams = Streams()
        app.state.pool = await database.open_pool(config, NAME, most=_CONNECTIONS)
        async with httpx.AsyncClient(trust_env=False, verify=believing(config.issuer_ca_file)) as http:
            app.state.http = http
            app.state.provider = Provider(config, http)
            async with beside.served(health, config):
                beside_it = [asyncio.create_task(ending.watch(app.state.pool))]
                if asked := texts_from(config):
                    beside_it.append(asyncio.create_task(texts.watch(http, asked)))
                yield
                for task in beside_it:
                    task.cancel()
                await asyncio.wait(beside_it)
        await app.state.pool.close()

    app = FastAPI(
        title=SERVICE.title,
        lifespan=lifespan,
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=telemetry.NOT_THE_FRAMEWORKS,
    )
    app.include_router(login.router)
    app.include_router(keeping.router)
    app.include_router(reading.router)
    app.state.areas = mounted(config)
    for area in app.state.areas:
        for router in ROUTERS[area]:
            app.include_router(router)
    if config.show_components:
        app.include_router(components.router)
    app.mount(files.PLACE, files.files())
    provider = urlsplit(config.issuer)
    app.add_middleware(
        Guard,
        own=config.own_address,
        policy=policy(f"{provider.scheme}://{provider.netloc}", scripts=True),
        lasting=PLACE,
        pages=pages.PAGES,
        open_to_others={login.OUT},
    )
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    health = _beside(app)
    return app


def _beside(app: FastAPI) -> FastAPI:
    """How it is, on a port that nobody outside reaches."""

    async def ready(_: Request) -> bool:
        try:
            await app.state.pool.fetchval("select 1 from migration limit 1")
        except database.ERRORS:
            return False
        return True

    async def measured(_: Request) -> None:
        """It counts its requests, and has nothing more to measure."""

    pages_beside = FastAPI(openapi_url=None, telemetry=telemetry.NOT_THE_FRAMEWORKS)
    pages_beside.include_router(guard.health_routes(ready, measured))
    return pages_beside


async def _signed_out(request: Request, _: Exception) -> Response:
    area = next((area for area in AREAS if request.url.path.startswith(area.path)), None)
    place = request.url.path if request.method == "GET" else await keeping.keep(request)
    place = place or (area.path if area else "/")
    return RedirectResponse(f"/?naar={place}", HTTPStatus.SEE_OTHER)


async def _step_up(request: Request, _: Exception) -> Response:
    """Back to what was filled in, with the factor shown."""
    place = await keeping.keep(request)
    title = "Extra controle nodig"
    return pages.show(
        "extra_controle.html", session=pages.session_of(request), title=title, status=HTTPStatus.FORBIDDEN, place=place
    )


async def _no(request: Request, error: Exception) -> Response:
    assert isinstance(error, NoError)  # noqa: S101 - registered for it
    text = None if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN) else error.detail
    return pages.message(error.status, text, session=pages.session_of(request))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    return pages.message(error.status_code, session=pages.session_of(request))


async def _no_pdf(request: Request, error: Exception) -> Response:
    assert isinstance(error, NoPdfError)  # noqa: S101 - registered for it
    return pages.message(HTTPStatus.SERVICE_UNAVAILABLE, error.said, session=pages.session_of(request))


def _saying(status: HTTPStatus, text: str | None = None) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, _: Exception) -> Response:
        return pages.message(status, text, session=pages.session_of(request))

    return answer


async def _away(request: Request, error: Exception) -> Response:
    """What was filled in can be sent once it is back."""
    said = login.AWAY if isinstance(error, AwayError) else None
    place = await keeping.keep(request)
    return pages.message(HTTPStatus.SERVICE_UNAVAILABLE, said, session=pages.session_of(request), kept=place)


_STALE = "U bent intussen opnieuw aangemeld. Ga terug, laad de bladzijde opnieuw en vul het formulier daar in."

_ANSWERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    AwayError: _away,
    HTTPException: _http,
    NoError: _no,
    NoPdfError: _no_pdf,
    NotHisError: _saying(HTTPStatus.FORBIDDEN),
    NotOursError: _saying(HTTPStatus.BAD_REQUEST),
    RequestValidationError: _saying(HTTPStatus.NOT_FOUND),
    SignedOutError: _signed_out,
    StepUpError: _step_up,
    StaleFormError: _saying(HTTPStatus.FORBIDDEN, _STALE),
    UnavailableError: _away,
}
