"""A base register that gives one answer, whatever it is asked; and answers that no contract knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from http import HTTPStatus

    from starlette.requests import Request


def answers(path: str, status: HTTPStatus, content: Any = None, **headers: str) -> Starlette:
    """``_`` in the name of a header stands for a dash; bytes go as they are."""

    def answer(_: Request) -> Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(content, bytes):
            return Response(content, int(status), told)
        return JSONResponse(content, int(status), told)

    return Starlette(routes=[Route(path, answer, methods=["GET", "POST"])])


def unreadable(good: dict[str, Any]) -> list[bytes]:
    """Answers with 200 that are none, whatever the register: ``good`` is one that is."""
    whole = json.dumps(good).encode()
    return [
        b"",
        b"<!doctype html><title>Onderhoud</title>",
        b"null",
        b"[]",
        b"{}",
        b'"ok"',
        b'{"status": "ok"}',
        whole[:-2],
        whole[:-1] + b', "x": "' + b"x" * 2**20 + b'"}',
        b"\xff\xfe" + whole,
        b"[" * 100_000,
    ]
