"""For residents and firms: where to report, which is not here (plan 2.2). Nobody signs on, and nothing is kept."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.desk import pages, upstream
from services.desk.views.intake import Routes

router = APIRouter()


@router.get("/meldroutes")
async def routes(request: Request) -> Response:
    state = request.app.state
    found = Routes.model_validate(await upstream.of_everybody(state.http, state.config.intake_url, "/meldroutes"))
    return pages.show("publiek/meldroutes.html", session=None, title="Ziet u signalen van mensenhandel?", found=found)
