"""How a stand-in for a system outside is served."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from starlette.applications import Starlette


def serve(application: Starlette) -> None:
    """Until stopped; HTTP_HOST and HTTP_PORT come from the environment. No access log: what is asked is of a signal."""
    uvicorn.run(
        application,
        host=os.environ.get("HTTP_HOST", "127.0.0.1"),
        port=int(os.environ["HTTP_PORT"]),
        log_level="warning",
        access_log=False,
    )
