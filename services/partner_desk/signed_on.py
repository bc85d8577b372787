"""Who is signed on in this request."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from services.partner_desk.accounts import store as accounts
from services.partner_desk.accounts.store import Session
from services.partner_desk.database import Store
from services.screens.form import TOKEN, Form

COOKIE = "__Host-partnerwerkplek"


class SignedOutError(Exception):
    """Nobody is signed on (any more)."""


class StaleFormError(Exception):
    """The form is of another session, or of none."""


async def store_of(request: Request) -> Store:
    return request.app.state.store


async def somebody(request: Request) -> Session:
    """Raises SignedOutError and StaleFormError."""
    cookie = request.cookies.get(COOKIE)
    session = accounts.find(request.app.state.store, cookie, datetime.now(UTC)) if cookie else None
    if session is None:
        raise SignedOutError
    request.state.session = session
    if request.method == "POST":
        form: Form = request.state.form
        if not secrets.compare_digest(form.get(TOKEN).encode(), session.form_token.encode()):
            raise StaleFormError
    return session


async def _form(request: Request) -> Form:
    return request.state.form


Signed = Annotated[Session, Depends(somebody)]
Kept = Annotated[Store, Depends(store_of)]
Posted = Annotated[Form, Depends(_form)]
