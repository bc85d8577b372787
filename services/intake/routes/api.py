"""Where residents and firms go: they do not report here (plan 2.2, Melding)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from schemas.registry import reporting_routes
from services.casework.terms.domain import day_of
from services.intake.words import DUTCH

if TYPE_CHECKING:
    from schemas.legal import RouteRecord


class PhoneBody(BaseModel):
    """Een nummer, en waarvoor het is."""

    model_config = DUTCH

    what: str
    number: str


class RouteBody(BaseModel):
    model_config = DUTCH

    name: str
    url: str
    phones: tuple[PhoneBody, ...]
    source: str = Field(description="Waar het nummer vandaan komt.")
    checked_on: date | None = Field(default=None, description="Dag waarop het daar is nagelezen; leeg: niet.")


class RoutesBody(BaseModel):
    model_config = DUTCH

    routes: tuple[RouteBody, ...]


def routes_on(day: date) -> RoutesBody:
    """As the register has them that day."""
    records = (record for one in reporting_routes().values() if (record := one.on(day)))
    return RoutesBody(routes=tuple(_route(record) for record in records))


def _route(record: RouteRecord) -> RouteBody:
    phones = tuple(PhoneBody(what=phone.what, number=phone.number) for phone in record.phones)
    checked_on = record.read.day if record.read else None
    return RouteBody(
        name=record.name, url=record.url, phones=phones, source=record.sources[0].uri, checked_on=checked_on
    )


router = APIRouter()


@router.get("/meldroutes", response_model=RoutesBody, operation_id="toonMeldroutes")
async def show_routes() -> JSONResponse:
    """Waar inwoners en ondernemers terechtkunnen (plan 2.2, Melding)."""
    return JSONResponse(routes_on(day_of(datetime.now(UTC))).model_dump(mode="json", by_alias=True, exclude_none=True))
