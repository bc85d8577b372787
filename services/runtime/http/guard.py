"""The HTTP side of a process: body limits, headers, health, metrics, API documentation."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.datastructures import Headers, MutableHeaders

from services.runtime.base import metrics, telemetry
from services.runtime.http import problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

API_VERSION = "1.0.0"
MAX_BODY_BYTES = 256 * 1024
BODY_SECONDS = 20.0

_HEADERS = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

log = structlog.get_logger()


class _BodyTooLargeError(Exception):
    pass


class _ClientLeftError(Exception):
    pass


class Guard:
    """Refuses bodies that are too large, not JSON or not UTF-8 before anything reads them; traces and counts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        with telemetry.span("http", Headers(scope=scope).get("traceparent")):
            try:
                await self._checked(scope, receive, answer)
            except Exception as error:
                log.error("request failed", path=scope.get("route_path", "-"), exc_info=error)
                if status is HTTPStatus.INTERNAL_SERVER_ERROR:
                    failed = problem.response(HTTPStatus.INTERNAL_SERVER_ERROR, "Er ging hier iets mis.")
                    await failed(scope, receive, answer)
        metrics.REQUESTS.labels(scope["method"], str(int(status))).inc()
        metrics.REQUEST_SECONDS.observe(time.perf_counter() - started)

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"POST", "PUT", "PATCH"}:
            await self._app(scope, receive, send)
            return
        media_type = Headers(scope=scope).get("content-type", "").split(";")[0].strip().lower()
        if media_type != "application/json":
            refusal = problem.response(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Stuur de inhoud als application/json, in UTF-8."
            )
            await refusal(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(receive)
            body.decode("utf-8")
        except _ClientLeftError:
            return  # what came in is not the whole request
        except TimeoutError:
            refusal = problem.response(
                HTTPStatus.REQUEST_TIMEOUT, f"De inhoud is niet binnen {BODY_SECONDS:.0f} seconden ontvangen."
            )
            await refusal(scope, receive, send)
            return
        except _BodyTooLargeError:
            refusal = problem.response(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"De inhoud is groter dan {MAX_BODY_BYTES} bytes."
            )
            await refusal(scope, receive, send)
            return
        except UnicodeDecodeError:
            refusal = problem.response(HTTPStatus.BAD_REQUEST, "De inhoud is geen geldige UTF-8.")
            await refusal(scope, receive, send)
            return

        async def received() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, received, send)


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _ClientLeftError
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise _BodyTooLargeError
        if not message.get("more_body", False):
            return bytes(body)


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
