"""The list, by what has to be done, and the same as CSV."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.casework.terms.domain import day_and_time, day_of
from services.partner_desk import items, words
from services.partner_desk.accounts import store as accounts
from services.partner_desk.domain import Pile
from services.partner_desk.export import as_csv
from services.partner_desk.pages import pages_of
from services.partner_desk.signed_on import Kept, Posted, Signed
from services.screens.difference import leaves
from services.screens.form import NotOursError
from services.screens.words import day

if TYPE_CHECKING:
    from services.partner_desk.database import Store
    from services.partner_desk.items import Item

router = APIRouter()

_ON_A_PAGE = 100
_FILE = "zaken.csv"


@router.get("/zaken")
async def show(request: Request, store: Kept, who: Signed, stand: Pile | None = None, bladzijde: int = 1) -> Response:
    known = items.every(store)
    chosen = [one for one in known if stand is None or one.pile is stand]
    first = (max(bladzijde, 1) - 1) * _ON_A_PAGE
    counts = Counter(one.pile for one in known)
    return pages_of(request).show(
        "zaken.html",
        session=who,
        title="Zaken",
        shown=chosen[first : first + _ON_A_PAGE],
        piles=[(pile, counts[pile]) for pile in Pile],
        pile=stand,
        page=max(bladzijde, 1),
        more=len(chosen) > first + _ON_A_PAGE,
        today=day_of(datetime.now(UTC)),
    )


@router.post("/uitvoer")
async def export(store: Kept, who: Signed, form: Posted) -> Response:
    """Who took the list out is on the trail."""
    try:
        pile = Pile(form.get("lijst")) if form.get("lijst") else None
    except ValueError:
        raise NotOursError from None
    chosen = [one for one in items.every(store) if pile is None or one.pile is pile]
    accounts.note(store, who, "uitgevoerd")
    text = as_csv([_row(store, one) for one in chosen])
    headers = {"Content-Disposition": f'attachment; filename="{_FILE}"'}
    return Response(text, HTTPStatus.OK, headers, media_type="text/csv; charset=utf-8")


def _row(store: Store, item: Item) -> dict[str, str]:
    """What it is, how it stands, and all that was told of it."""
    life = items.life(store, item.reference)
    content = life.content if life else None
    return {
        "kenmerk": str(item.reference),
        "soort": words.FAMILIES[item.family],
        "stand": words.STATES[item.state],
        "ontvangen": day_and_time(item.received_at),
        "uiterlijk": day(item.due) if item.due else "",
        "vernietigd": day_and_time(item.destroyed_at) if item.destroyed_at else "",
        **dict(leaves(content or {})),
    }
