"""How the program itself is doing: what it could not read, how far it is, and how long its certificate still holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from schemas.registry import read_by
from services.casework.terms.domain import day_of
from services.partner_desk import door, outbox, store
from services.partner_desk.accounts import store as accounts
from services.partner_desk.pages import pages_of
from services.partner_desk.signed_on import Kept, Posted, Signed

router = APIRouter()

WARN_BEFORE = timedelta(days=30)


@router.get("/stand")
async def show(request: Request, kept: Kept, who: Signed) -> Response:
    config, health = request.app.state.config, request.app.state.connection.health
    places = store.places(kept)
    now = datetime.now(UTC)
    try:
        ends = door.certificate_ends(config.certificate)
    except (OSError, ValueError):
        ends = None
    return pages_of(request).show(
        "stand.html",
        session=who,
        title="Verbinding met de keten",
        health=health,
        topics=[
            (name, max((at for (topic, _), (_, at) in places.items() if topic == name), default=None))
            for name in read_by(f"partner:{config.partner}")
        ],
        waiting=outbox.count(kept),
        ends=ends and day_of(ends),
        ends_soon=ends is None or ends - now < WARN_BEFORE,
    )


@router.get("/opzij")
async def show_set_aside(request: Request, kept: Kept, who: Signed) -> Response:
    return pages_of(request).show(
        "opzij.html",
        session=who,
        title="Niet te lezen",
        found=store.set_aside(kept),
        refusals=store.strange_refusals(kept),
    )


@router.post("/opzij/{number}")
async def drop(kept: Kept, who: Signed, form: Posted, number: int) -> Response:
    """After a call with the municipality: what can't be read may hold anything."""
    del form
    store.drop_set_aside(kept, number)
    accounts.note(kept, who, "opzij gezet bericht vernietigd")
    return RedirectResponse("/opzij", HTTPStatus.SEE_OTHER)
