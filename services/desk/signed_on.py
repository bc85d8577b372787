"""Who is signed on in this request, and whether these screens are his."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Depends, Request

from schemas.codes.flow import UserRole
from services.desk.drafts import store as drafts
from services.desk.sessions import domain, store
from services.desk.sessions.store import Session
from services.desk.sign_on.oidc import RefusedError
from services.screens.form import DRAFT, TOKEN, Form

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from services.desk.may import Area
    from services.desk.sign_on.oidc import Provider
    from services.runtime.base.database import Pool

COOKIE = "__Host-sessie"


class SignedOutError(Exception):
    """Nobody is signed on (any more)."""


class NotHisError(Exception):
    """These screens are for another function."""


class StaleFormError(Exception):
    """The form is of another session, or of none."""


async def find(request: Request, *, active: bool = True) -> Session | None:
    """Raises AwayError when the provider has to say that he still may, and does not answer. ``active``: as in the
    store.
    """
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    pool: Pool = request.app.state.pool
    provider: Provider = request.app.state.provider
    async with pool.acquire() as connection, connection.transaction():
        request.state.was = await store.whose(connection, cookie)
        session = await store.find(connection, cookie, active=active)
        if session and domain.needs_refresh(session.who.expires_at, datetime.now(UTC)):
            try:  # within the row's lock: a refresh token is good once
                session = await store.renew(connection, session, await provider.refresh(session.who))
            except RefusedError:
                await store.close(connection, cookie)
                session = None
    if session:
        here: tuple[Area, ...] = request.app.state.areas
        session = replace(session, areas=tuple(area for area in here if area.functions & session.functions))
    request.state.session = session
    return session


def in_area(area: Area) -> Callable[[Request], Awaitable[None]]:
    """A dependency of every route of these screens. Raises as ``anybody``, and NotHisError."""

    async def check(request: Request) -> None:
        await anybody(request, area.functions)

    return check


async def anybody(request: Request, functions: Collection[UserRole] = frozenset(UserRole)) -> None:
    """A dependency of a route for everybody who is signed on. Raises SignedOutError, StaleFormError, AwayError."""
    session = await find(request)
    if session is None:
        raise SignedOutError
    if not session.functions & {*functions}:
        raise NotHisError
    if request.method == "POST":
        require_token(request, session)
        await _taken_up(request, session)


async def _taken_up(request: Request, session: Session) -> None:
    """A draft that is sent on is no draft any more."""
    form: Form = request.state.form
    with suppress(ValueError):
        draft_id = UUID(form.get(DRAFT))
        pool: Pool = request.app.state.pool
        async with pool.acquire() as connection:
            await drafts.forget(connection, session.who.subject, draft_id)


def require_token(request: Request, session: Session) -> None:
    """Raises StaleFormError."""
    form: Form = request.state.form
    if not secrets.compare_digest(form.get(TOKEN).encode(), session.form_token.encode()):
        raise StaleFormError


async def _session(request: Request) -> Session:
    return request.state.session


async def _form(request: Request) -> Form:
    return request.state.form


Signed = Annotated[Session, Depends(_session)]
Posted = Annotated[Form, Depends(_form)]
