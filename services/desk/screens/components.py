"""Every part that screens are made of, in each of its states: for who makes screens, and for the tests of them all."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.desk import pages

router = APIRouter()


@router.get("/componenten")
async def show() -> Response:
    return pages.show("componenten.html", session=None, title="Componenten")
