"""A form that could not be acted on now is kept, and given back to who filled it in: no work is lost by a lock, an
extra check, or a service that is away.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.desk import pages, signed_on
from services.desk.drafts import store
from services.desk.drafts.store import Draft
from services.desk.signed_on import Posted, Signed
from services.screens import sealing
from services.screens.form import DRAFT, TOKEN

if TYPE_CHECKING:
    from datetime import datetime

    from services.desk.sessions.store import Session
    from services.runtime.base.database import Pool
    from services.runtime.base.key_ring import KeyRing
    from services.screens.form import Form

PLACE = "/concepten"

DraftId = Annotated[UUID, Path(alias="id")]

router = APIRouter(prefix=PLACE, dependencies=[Depends(signed_on.anybody)])


async def keep(request: Request, **instead: str) -> str | None:
    """Where it is found again; None where there is no form, or it is nobody's. ``instead``: what is kept of these
    fields, whatever was sent.
    """
    form: Form | None = getattr(request.state, "form", None)
    session = pages.session_of(request)
    subject = session.who.subject if session else getattr(request.state, "was", None)
    cookie = request.cookies.get(signed_on.COOKIE, "")
    if form is None or subject is None or not secrets.compare_digest(form.get(TOKEN), sealing.form_token(cookie)):
        return None
    values = {name: value for name, value in {**form.all, **instead}.items() if name not in (TOKEN, DRAFT)}
    async with _pool(request).acquire() as connection:
        draft_id = await store.keep(connection, _keys(request), subject, Draft(place=request.url.path, values=values))
    return f"{PLACE}/{draft_id}"


def id_in(place: str | None) -> str:
    """Of what is kept there; empty where nothing is."""
    return (place or "").rpartition("/")[2]


@router.get("/{id}")
async def show(draft_id: DraftId, session: Signed, request: Request) -> Response:
    async with _pool(request).acquire() as connection:
        draft = await store.find(connection, _keys(request), session.who.subject, draft_id)
    if draft is None:
        raise HTTPException(404)
    title = "Wat u invulde is bewaard"
    return pages.show("concept.html", session=session, title=title, draft=draft, draft_id=draft_id)


@router.post("/{id}/weg")
async def forget(draft_id: DraftId, session: Signed, request: Request, _: Posted) -> Response:
    await forget_one(request, session, draft_id)
    return RedirectResponse("/", 303)


async def sent_to(request: Request, session: Session, place: str) -> list[tuple[UUID, datetime]]:
    """Which forms that go there are kept for him, and since when."""
    async with _pool(request).acquire() as connection:
        return await store.sent_to(connection, _keys(request), session.who.subject, place)


async def forget_one(request: Request, session: Session, draft_id: UUID) -> None:
    async with _pool(request).acquire() as connection:
        await store.forget(connection, session.who.subject, draft_id)


def _pool(request: Request) -> Pool:
    return request.app.state.pool


def _keys(request: Request) -> KeyRing:
    return request.app.state.drafts
