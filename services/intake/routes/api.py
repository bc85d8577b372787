"""Where residents and firms go: they do not report here (plan 2.2, Melding)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.intake.words import DUTCH


class RouteBody(BaseModel):
    model_config = DUTCH

    name: str
    url: str


class RoutesBody(BaseModel):
    model_config = DUTCH

    routes: tuple[RouteBody, ...]


ROUTES = RoutesBody(
    routes=(
        RouteBody(name="Politie (spoed: 112, geen spoed: 0900-8844)", url="https://www.politie.nl"),
        RouteBody(name="Meld Misdaad Anoniem (0800-7000)", url="https://www.meldmisdaadanoniem.nl"),
        RouteBody(name="Nederlandse Arbeidsinspectie", url="https://www.nlarbeidsinspectie.nl"),
        RouteBody(name="CoMensha", url="https://www.comensha.nl"),
    )
)

router = APIRouter()


@router.get("/meldroutes", response_model=RoutesBody, operation_id="toonMeldroutes")
async def show_routes() -> JSONResponse:
    """Waar inwoners en ondernemers terechtkunnen (plan 2.2, Melding)."""
    return JSONResponse(ROUTES.model_dump(by_alias=True))
