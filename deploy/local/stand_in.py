"""How a stand-in for a system outside is served."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.runtime.http import server

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from http import HTTPStatus

    from starlette.applications import Starlette
    from starlette.requests import Request

Invalid = dict[str, str]
"""What is wrong with one parameter: name, code and reason."""


def invalid(name: str, code: str, reason: str) -> Invalid:
    """One parameter that the contract refuses."""
    return {"name": name, "code": code, "reason": reason}


def problem(
    status: HTTPStatus,
    title: str,
    code: str,
    detail: str,
    instance: str,
    parameters: Sequence[Invalid] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An error as BAG and BRP tell it: application/problem+json."""
    content: dict[str, Any] = {
        "type": f"https://datatracker.ietf.org/doc/html/rfc9110#status.{int(status)}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "instance": instance,
        "code": code,
    }
    if parameters:
        content["invalidParams"] = [*parameters]
    return JSONResponse(content, int(status), headers, media_type="application/problem+json")


def accepts(request: Request, *types: str) -> bool:
    """Whether the caller takes one of these media types; who says nothing takes all."""
    wanted = {part.split(";")[0].strip() for part in request.headers.get("accept", "").split(",")} - {""}
    return not wanted or bool(wanted & {"*/*", "application/*", *types})


async def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


HEALTH = (Route("/healthz", _health, methods=["GET"]), Route("/readyz", _health, methods=["GET"]))


def serve(application: Starlette) -> None:
    """Until stopped; HTTP_HOST and HTTP_PORT come from the environment. No access log: what is asked is of a signal."""
    settings = uvicorn.Config(
        application,
        host=os.environ.get("HTTP_HOST", "127.0.0.1"),
        port=int(os.environ["HTTP_PORT"]),
        log_level="warning",
        access_log=False,
    )
    server.serve(settings)
