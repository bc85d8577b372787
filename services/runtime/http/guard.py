"""The HTTP side of a process: body limits, headers, health, metrics, API documentation."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.datastructures import Headers, MutableHeaders

from services.runtime.base import metrics, telemetry
from services.runtime.http import body, problem
from services.runtime.http.crowd import Crowd

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

API_VERSION = "1.0.0"
_REFUSAL, _NO_ROOM = "refusal", "no_room"

_HEADERS = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of an answer that is no page: a browser that is led to one does nothing with it. A page has its own."""

log = structlog.get_logger()


class Guard:
    """Refuses bodies that are too large or not what a body has to be before anything reads them, and whatever there is
    no room for; traces and counts.

    ``takes_any_body``: of these paths the routes get what came, and why it is refused (``refuse_unreadable``).
    """

    def __init__(self, app: ASGIApp, takes_any_body: re.Pattern[str] | None = None) -> None:
        self._app = app
        self._takes_any_body = takes_any_body
        self._crowd = Crowd()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = HTTPStatus.INTERNAL_SERVER_ERROR

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = HTTPStatus(message["status"])
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Content-Security-Policy", _POLICY)
            await send(message)

        with telemetry.entered("http", Headers(scope=scope).get("traceparent")):
            try:
                with self._crowd.joined() as room:
                    await self._checked(scope, receive, answer, room=room)
            except Exception as error:
                log.error("request failed", path=scope.get("route_path", "-"), exc_info=error)
                if status is HTTPStatus.INTERNAL_SERVER_ERROR:
                    failed = problem.response(HTTPStatus.INTERNAL_SERVER_ERROR, "Er ging hier iets mis.")
                    await failed(scope, receive, answer)
        metrics.REQUESTS.labels(scope["method"], str(int(status))).inc()
        metrics.REQUEST_SECONDS.observe(time.perf_counter() - started)

    async def _checked(self, scope: Scope, receive: Receive, send: Send, *, room: bool) -> None:
        has_body = scope["method"] in {"POST", "PUT", "PATCH"}
        takes_any = has_body and self._takes_any_body and self._takes_any_body.fullmatch(scope["path"])
        if not room and not takes_any:
            await problem.refusal(self._crowd.refusal())(scope, receive, send)
            return
        if not has_body:
            await self._app(scope, receive, send)
            return
        came = await body.read(receive, body.MOST_BYTES_HEARD if takes_any else body.MAX_BYTES)
        refusal = came.refusal or body.refusal(Headers(scope=scope).get("content-type", ""), came.content)
        if refusal and not takes_any:
            if not came.left:
                await problem.refusal(refusal)(scope, receive, send)
            return
        scope.setdefault("state", {}).update({_REFUSAL: refusal, _NO_ROOM: None if room else self._crowd.refusal})

        async def received() -> Message:
            return {"type": "http.request", "body": came.content, "more_body": False}

        await self._app(scope, received, send)


def refuse_unreadable(request: Request) -> None:
    """Raises UnreadableError for a body that was let through although it is not what it has to be."""
    if refusal := getattr(request.state, _REFUSAL, None):
        raise refusal


def refuse_crowded(request: Request) -> None:
    """Raises HTTPException (503) for a request that was let through although there is no room, once it is not acute."""
    if no_room := getattr(request.state, _NO_ROOM, None):
        raise no_room()


def health_routes(
    ready: Callable[[Request], Awaitable[bool]], measure: Callable[[Request], Awaitable[None]]
) -> APIRouter:
    """Liveness, readiness and metrics, which are measured at that moment; outside the published API."""
    router = APIRouter(include_in_schema=False)

    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readyz(request: Request) -> JSONResponse:
        if await ready(request):
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, HTTPStatus.SERVICE_UNAVAILABLE)

    async def prometheus(request: Request) -> Response:
        await measure(request)
        return PlainTextResponse(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    router.add_api_route("/healthz", healthz)
    router.add_api_route("/readyz", readyz)
    router.add_api_route("/metrics", prometheus)
    return router
