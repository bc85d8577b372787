"""How a stand-in for a system outside is served."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import uvicorn
from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request


async def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


HEALTH = (Route("/healthz", _health, methods=["GET"]), Route("/readyz", _health, methods=["GET"]))


def serve(application: Starlette) -> None:
    """Until stopped; HTTP_HOST and HTTP_PORT come from the environment. No access log: what is asked is of a signal."""
    uvicorn.run(
        application,
        host=os.environ.get("HTTP_HOST", "127.0.0.1"),
        port=int(os.environ["HTTP_PORT"]),
        log_level="warning",
        access_log=False,
    )
