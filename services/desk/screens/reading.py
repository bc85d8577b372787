"""For what somebody reads: chosen on every page, and sent along with every look at content."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from schemas.codes.reading import ReadingPurpose
from services.desk import signed_on
from services.desk.sessions import store
from services.desk.sign_on.login import place_of_ours
from services.desk.signed_on import Posted, Signed
from services.screens.form import Filled, NotOursError

if TYPE_CHECKING:
    from services.runtime.base.database import Pool

router = APIRouter(dependencies=[Depends(signed_on.anybody)])


class PurposeForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {}

    doel: ReadingPurpose
    naar: str


@router.post("/leesdoel")
async def choose(request: Request, session: Signed, form: Posted) -> Response:
    filled, _ = form.read(PurposeForm)
    if filled is None or filled.doel not in session.purposes:
        raise NotOursError
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection:
        await store.read_for(connection, session.cookie, filled.doel)
    return RedirectResponse(place_of_ours(filled.naar), HTTPStatus.SEE_OTHER)
