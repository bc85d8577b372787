"""A base register that gives one answer, whatever it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from http import HTTPStatus

    from starlette.requests import Request


def answers(path: str, status: HTTPStatus, content: Any = None, **headers: str) -> Starlette:
    """``_`` in the name of a header stands for a dash."""

    def answer(_: Request) -> Response:
        return JSONResponse(content, int(status), {name.replace("_", "-"): value for name, value in headers.items()})

    return Starlette(routes=[Route(path, answer, methods=["GET", "POST"])])
