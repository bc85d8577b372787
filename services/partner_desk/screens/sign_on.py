"""Signing on and off: name, password and the code of the second factor, all three at once."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.partner_desk.accounts import store as accounts
from services.partner_desk.pages import pages_of
from services.partner_desk.signed_on import COOKIE, Kept, Posted, Signed

router = APIRouter()

_WRONG = "Naam, wachtwoord of code klopt niet. Na vijf pogingen die niet kloppen wacht u een kwartier."
_TITLE = "Aanmelden"


@router.get("/")
async def ask(request: Request) -> Response:
    return pages_of(request).show("aanmelden.html", session=None, title=_TITLE, name="", wrong={})


@router.post("/aanmelden")
async def sign_on(request: Request, store: Kept, form: Posted) -> Response:
    name, code = form.get("naam").strip(), "".join(form.get("code").split())
    session = await accounts.sign_on(store, name, form.get("wachtwoord"), code, datetime.now(UTC))
    if session is None:
        status = HTTPStatus.UNAUTHORIZED
        return pages_of(request).show(
            "aanmelden.html", session=None, title=_TITLE, status=status, name=name, wrong={"naam": _WRONG}
        )
    answer = RedirectResponse("/zaken", HTTPStatus.SEE_OTHER)
    answer.set_cookie(COOKIE, session.cookie, secure=True, httponly=True, samesite="strict")
    return answer


@router.post("/afmelden")
async def sign_off(store: Kept, who: Signed) -> Response:
    accounts.sign_off(store, who.cookie)
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer
