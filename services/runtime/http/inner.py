"""What an API says of itself: health, measures and documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from services.runtime.base import telemetry
from services.runtime.http import docs, guard, problem

if TYPE_CHECKING:
    from fastapi import APIRouter


def pages(api: FastAPI, health: APIRouter) -> FastAPI:
    """``api`` is what is documented; its document itself it serves too."""
    app = FastAPI(title=api.title, openapi_url=None, telemetry=telemetry.NOT_THE_FRAMEWORKS)
    app.include_router(health)

    async def document() -> JSONResponse:
        return JSONResponse(api.openapi())

    app.add_api_route("/openapi.json", document, include_in_schema=False)
    docs.install(app)
    problem.install(app)
    app.add_middleware(guard.Guard)
    return app
