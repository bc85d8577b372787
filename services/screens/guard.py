"""What every request passes and every answer carries: where a form may come from, how large it is, and what a browser
may do with a page.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from starlette.datastructures import Headers, MutableHeaders

from services.runtime.base import metrics, telemetry
from services.runtime.http import body
from services.runtime.http.crowd import Crowd
from services.screens.form import Form, NotOursError

if TYPE_CHECKING:
    from collections.abc import Container

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from services.screens.pages import Pages

_READS = frozenset({"GET", "HEAD"})
_MEDIA_TYPE = "application/x-www-form-urlencoded"

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}

log = structlog.get_logger()


def policy(*others: str, scripts: bool = False) -> str:
    """Nothing but our own files. ``others``: where a form may lead to as well, scheme and host; Chromium holds
    `form-action` against the redirect after it. ``scripts``: also files of ours that change a page by themselves.
    """
    kinds = ("style", "img", "font", *(("script", "connect") if scripts else ()))
    own = "; ".join(f"{kind}-src 'self'" for kind in kinds)
    action = " ".join(("form-action 'self'", *others))
    return f"default-src 'none'; {own}; {action}; base-uri 'none'; frame-ancestors 'none'"


class Guard:
    """ASVS 3.4, 3.5 and 4.2: on every answer, also of errors and files. ``own``: the address as a browser sees it;
    ``open_to_others``: where a form of another site may come in, which answers for itself. ``lasting``: what the path
    of an answer that goes on for as long as a page is open begins with; those take no room of who waits for a page.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        own: str,
        policy: str,
        pages: Pages[Any],
        open_to_others: Container[str] = (),
        lasting: str | None = None,
    ) -> None:
        self._app = app
        self._own = own
        self._policy = policy
        self._pages = pages
        self._open_to_others = open_to_others
        self._lasting = lasting
        self._crowd = Crowd()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers["Content-Security-Policy"] = self._policy
            await send(message)

        with telemetry.entered("http", Headers(scope=scope).get("traceparent")):
            if self._lasting and scope["path"].startswith(self._lasting):
                await self._app(scope, receive, answer)
                return
            try:
                with self._crowd.joined() as room:
                    refused = None if room else self._pages.crowded(self._crowd.refusal())
                    refused = refused or await self._judge(scope, receive)
                    await (refused or self._app)(scope, receive, answer)
            except Exception as error:
                log.error("request failed", path=scope.get("route_path", "-"), exc_info=error)
                await self._pages.failed()(scope, receive, answer)
        metrics.REQUESTS.labels(scope["method"], str(int(status))).inc()
        metrics.REQUEST_SECONDS.observe(time.perf_counter() - started)

    async def _judge(self, scope: Scope, receive: Receive) -> Response | None:
        """Why it goes no further; else its form, if it is one, is in the request's state."""
        if scope["method"] in _READS:
            return None
        if scope["method"] != "POST":
            return self._pages.message(HTTPStatus.METHOD_NOT_ALLOWED)
        headers = Headers(scope=scope)
        if scope["path"] not in self._open_to_others and not self._is_from_here(headers):
            return self._pages.message(HTTPStatus.FORBIDDEN, "Dit formulier komt niet van deze site.")
        came = await body.read(receive)
        if came.refusal:
            return self._pages.message(came.refusal.status, came.refusal.detail)
        try:
            scope.setdefault("state", {})["form"] = _form(headers.get("content-type", ""), came.content)
        except NotOursError:
            return self._pages.message(HTTPStatus.BAD_REQUEST)
        return None

    def _is_from_here(self, headers: Headers) -> bool:
        """A page of ours sent it (Fetch Metadata; of a browser without that, the Origin)."""
        if site := headers.get("sec-fetch-site"):
            return site == "same-origin"
        return headers.get("origin") == self._own


def _form(content_type: str, content: bytes) -> Form:
    """Raises NotOursError."""
    if content and content_type.partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise NotOursError
    return Form(content)
