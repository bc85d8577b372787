"""Pages from templates: everything in them is escaped, and what a template does not get is an error."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from services.desk.may import AREAS
from services.screens import words
from services.screens.difference import difference_from
from services.screens.places import TEMPLATES as SHARED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request
    from starlette.exceptions import HTTPException

    from services.desk.sessions.store import Session
    from services.screens.form import Typed

TEMPLATES = (Path(__file__).parent / "templates", SHARED)

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_FILTERS: dict[str, Any] = _ENVIRONMENT.filters  # typed as those of the library alone
_FILTERS.update(words.FILTERS)
_FILTERS["difference_from"] = difference_from

_SAID = {
    HTTPStatus.BAD_REQUEST: (
        "Dit formulier klopt niet",
        "Ga terug naar de vorige bladzijde, laad die opnieuw en vul het formulier daar in. Er is niets opgeslagen.",
    ),
    HTTPStatus.UNAUTHORIZED: ("Aanmelden is niet gelukt", "Begin opnieuw met aanmelden."),
    HTTPStatus.FORBIDDEN: (
        "U mag dit niet zien of doen",
        "Uw functie of uw gemeente geeft u hier geen toegang. Klopt dat niet, vraag het dan aan uw beheerder.",
    ),
    HTTPStatus.NOT_FOUND: (
        "Deze bladzijde is er niet",
        "Misschien klopt het adres niet, is het signaal verwijderd, of is het van een andere gemeente.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ("Dit kan hier niet", "Ga terug naar de vorige bladzijde."),
    HTTPStatus.CONFLICT: ("Dit kan nu niet meer", "Iemand was u voor, of de toestand is veranderd."),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Er ging hier iets mis",
        "Er is niets opgeslagen. Probeer het opnieuw; gaat het weer mis, meld het dan bij uw beheerder.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Dit onderdeel antwoordt nu niet",
        "Wat u al had opgeslagen is er nog. Probeer het over een minuut opnieuw.",
    ),
}
_OTHER = ("Dit kan hier niet", "Ga terug naar de vorige bladzijde.")


def show(
    template: str, *, session: Session | None, title: str, status: int = HTTPStatus.OK, **context: Any
) -> HTMLResponse:
    """``title`` is the first heading too; nothing of a person is in it. ``session``: of who sees it, if known."""
    areas = [area for area in AREAS if session and area.functions & session.functions]
    # A key for what is filled in on this page: sent twice, it is done once.
    known: Mapping[str, Any] = {"session": session, "title": title, "areas": areas, "new_key": lambda: str(uuid4())}
    return HTMLResponse(_ENVIRONMENT.get_template(template).render({**known, **context}), status)


def show_form(
    template: str, typed: Typed, *, session: Session, title: str, seen: str = "", **context: Any
) -> HTMLResponse:
    """A page with forms on it, with what was typed in them and what is wrong with it. ``seen``: the tag of the file as
    it is; a form that came back keeps that of when it was filled in.
    """
    filled = {"typed": typed.values, "key": typed.key, "wrong": typed.wrong, "seen": typed.seen or seen}
    return show(template, session=session, title=title, status=typed.status, **filled, **context)


def message(
    status: int, text: str | None = None, *, session: Session | None = None, kept: str | None = None
) -> HTMLResponse:
    """A page that says why there is no other, and what one can do. ``kept``: where what was filled in is."""
    title, usual = _SAID.get(HTTPStatus(status), _OTHER)
    return show("melding.html", session=session, title=title, status=status, text=text or usual, kept=kept)


def failed() -> HTMLResponse:
    return message(HTTPStatus.INTERNAL_SERVER_ERROR)


def crowded(refusal: HTTPException) -> HTMLResponse:
    """No room now, and when there is."""
    answer = message(HTTPStatus.SERVICE_UNAVAILABLE, refusal.detail)
    answer.headers.update(refusal.headers or {})
    return answer


def session_of(request: Request) -> Session | None:
    """Who was found to be signed on in this request."""
    return getattr(request.state, "session", None)
