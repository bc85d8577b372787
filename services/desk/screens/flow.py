"""The ketenregisseur's screen: where cases wait, in each municipality, in numbers that say nothing of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.desk import pages
from services.desk.bars import bars
from services.desk.may import CHAIN
from services.desk.signed_on import Signed, in_area
from services.desk.upstream import Flowing
from services.desk.views.flow import Flow
from services.screens import words

if TYPE_CHECKING:
    from services.desk.views.flow import Line

router = APIRouter(prefix=CHAIN.path, dependencies=[Depends(in_area(CHAIN))])

_WAITING = "te-beslissen"


@router.get("")
async def show(session: Signed, flow: Flowing) -> Response:
    found = Flow.model_validate(await flow.get("/doorstroom"))
    waiting = [one for one in found.items if one.state == _WAITING]
    return pages.show(
        "toezicht/doorstroom.html",
        session=session,
        title="Doorstroom in het district",
        found=found,
        waiting=bars([(_said(one, found.smallest), one.count, one.overdue) for one in waiting]),
    )


def _said(one: Line, smallest: int) -> str:
    where = words.label(one.municipality, "gemeente")
    if one.count is None:
        return f"{where}: minder dan {smallest}"
    late = "" if one.overdue is None else f", {one.overdue} te laat"
    return f"{where}: {one.count}{late}"
