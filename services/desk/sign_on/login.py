"""Signing on and off: the pages and addresses that the browser and the provider come to."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.desk import pages, signed_on
from services.desk.may import AREAS
from services.desk.sessions import store as session_store
from services.desk.sign_on import store
from services.desk.sign_on.oidc import BACK, SIGNED_OFF, AwayError, RefusedError
from services.runtime.base.sign_on import Level
from services.screens import sealing

if TYPE_CHECKING:
    from services.desk.sign_on.oidc import Provider
    from services.runtime.base.database import Pool
    from services.screens.form import Form

OUT = "/aanmelden/uit"
"""Where the provider says who is out."""

_COOKIE = "__Host-aanmelden"
_PLACE = re.compile(r"/[a-z]+(?:/[a-z]+|/[0-9a-f-]{36})*")
_OF_EVERYBODY = ("/concepten",)
AWAY = "Aanmelden kan nu niet: de aanmelddienst van uw organisatie antwoordt niet. Probeer het over een minuut opnieuw."

router = APIRouter()


@router.get("/")
async def home(request: Request, naar: str = "") -> Response:
    session = await signed_on.find(request)
    if session is None:
        return pages.show("aanmelden.html", session=None, title="Aanmelden", return_to=place_of_ours(naar))
    if not session.areas:
        nothing = "Voor uw functie zijn hier geen schermen. Vraag uw beheerder of uw mandaat klopt."
        return pages.message(HTTPStatus.FORBIDDEN, nothing, session=session)
    return RedirectResponse(session.areas[0].path, HTTPStatus.SEE_OTHER)


@router.post("/aanmelden")
async def begin(request: Request) -> Response:
    pool, provider = _pool(request), _provider(request)
    form: Form = request.state.form
    try:
        stepped_up = form.get("niveau") == Level.HIGH
        address, expected = await provider.begin(place_of_ours(form.get("naar")), stepped_up=stepped_up)
    except AwayError:
        return pages.message(HTTPStatus.SERVICE_UNAVAILABLE, AWAY)
    cookie = sealing.new_cookie()
    async with pool.acquire() as connection:
        await store.begin(connection, cookie, expected)
    answer = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    _give(answer, _COOKIE, cookie, int(store.LONGEST.total_seconds()))
    return answer


@router.get(BACK)
async def back(request: Request, state: str = "", code: str = "", iss: str = "") -> Response:
    pool = _pool(request)
    async with pool.acquire() as connection:
        expected = await store.take(connection, request.cookies.get(_COOKIE, ""))
    if expected is None:
        return _without(pages.message(HTTPStatus.UNAUTHORIZED), _COOKIE)
    try:
        who = await _provider(request).redeem(expected, state=state, code=code, issuer=iss)
    except RefusedError:
        return _without(pages.message(HTTPStatus.UNAUTHORIZED), _COOKIE)
    except AwayError:
        return _without(pages.message(HTTPStatus.SERVICE_UNAVAILABLE, AWAY), _COOKIE)
    async with pool.acquire() as connection, connection.transaction():
        await session_store.close(connection, request.cookies.get(signed_on.COOKIE, ""))
        session = await session_store.open_session(connection, who)
    answer = _without(RedirectResponse(expected.return_to, HTTPStatus.SEE_OTHER), _COOKIE)
    _give(answer, signed_on.COOKIE, session.cookie, None)
    return answer


@router.post("/afmelden")
async def sign_off(request: Request) -> Response:
    session = await signed_on.find(request)
    address = SIGNED_OFF
    if session:
        signed_on.require_token(request, session)
        async with _pool(request).acquire() as connection:
            await session_store.close(connection, session.cookie)
        try:
            address = await _provider(request).sign_off_address(session.who.id_token)
        except AwayError:  # here he is out; there within its own time
            address = SIGNED_OFF
    answer = _without(RedirectResponse(address, HTTPStatus.SEE_OTHER), signed_on.COOKIE)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@router.get(SIGNED_OFF)
async def signed_off() -> Response:
    return pages.show("afgemeld.html", session=None, title="U bent afgemeld")


@router.post(OUT)
async def provider_says_out(request: Request) -> Response:
    """OpenID Connect Back-Channel Logout 1.0, 2.5 to 2.8."""
    form: Form = request.state.form
    try:
        subject, there = await _provider(request).signed_off(form.get("logout_token"))
    except RefusedError:
        return Response(status_code=HTTPStatus.BAD_REQUEST)
    except AwayError:
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    async with _pool(request).acquire() as connection:
        await session_store.close_at_provider(connection, subject, there)
    return Response(status_code=HTTPStatus.OK)


def place_of_ours(asked: str) -> str:
    """A path of ours, whatever was asked: nobody is sent elsewhere from here (ASVS 3.7.2)."""
    known = any(f"{asked}/".startswith(f"{path}/") for path in (*(area.path for area in AREAS), *_OF_EVERYBODY))
    return asked if known and _PLACE.fullmatch(asked) else "/"


def _give(answer: Response, name: str, value: str, seconds: int | None) -> None:
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def _without(answer: Response, name: str) -> Response:
    answer.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _pool(request: Request) -> Pool:
    return request.app.state.pool


def _provider(request: Request) -> Provider:
    return request.app.state.provider
