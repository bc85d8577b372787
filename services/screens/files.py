"""The files that every program with screens shows."""

from __future__ import annotations

from typing import Any

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from services.screens.places import ASSETS

PLACE = "/bestanden"
_SECONDS = 3600


def files() -> GZipMiddleware:
    """Ours alone are compressed: a page holds secrets beside what others wrote (BREACH)."""

    class Files(StaticFiles):
        def file_response(self, *about: Any, **more: Any) -> Response:
            answer = super().file_response(*about, **more)
            answer.headers["Cache-Control"] = f"max-age={_SECONDS}"
            return answer

    return GZipMiddleware(Files(directory=ASSETS))
