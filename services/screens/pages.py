"""Pages from templates: everything in them is escaped, and what a template does not get is an error."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from services.screens import words
from services.screens.difference import difference_from
from services.screens.places import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from starlette.exceptions import HTTPException

    from services.screens.form import Typed

S = TypeVar("S")

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


class Pages(Generic[S]):
    """Those of one program. ``templates``: its own, beside the shared ones; ``of_each``: what each page gets, by who is
    signed on; ``said``: where it says something else than is usual, by status: a title and what one can do;
    ``filters``: beside those of every page.
    """

    def __init__(
        self,
        templates: Path,
        of_each: Callable[[S | None], Mapping[str, Any]],
        said: Mapping[HTTPStatus, tuple[str, str]] | None = None,
        filters: Mapping[str, Callable[..., object]] | None = None,
    ) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([templates, TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        known: dict[str, Any] = self._environment.filters  # typed as those of the library alone
        known.update({**words.FILTERS, "difference_from": difference_from, **(filters or {})})
        self._of_each = of_each
        self._said = {**_SAID, **(said or {})}

    def show(
        self, template: str, *, session: S | None, title: str, status: int = HTTPStatus.OK, **context: Any
    ) -> HTMLResponse:
        """``title`` is the first heading too; nothing of a person is in it. ``session``: of who sees it, if known."""
        # A key for what is filled in on this page: sent twice, it is done once.
        known = {"session": session, "title": title, "new_key": lambda: str(uuid4()), **self._of_each(session)}
        return HTMLResponse(self._environment.get_template(template).render({**known, **context}), status)

    def show_form(
        self, template: str, typed: Typed, *, session: S, title: str, seen: str = "", **context: Any
    ) -> HTMLResponse:
        """A page with forms on it, with what was typed in them and what is wrong with it. ``seen``: the tag of the file
        as it is; a form that came back keeps that of when it was filled in.
        """
        filled = {"typed": typed.values, "key": typed.key, "wrong": typed.wrong, "seen": typed.seen or seen}
        return self.show(template, session=session, title=title, status=typed.status, **filled, **context)

    def message(
        self, status: int, text: str | None = None, *, session: S | None = None, kept: str | None = None
    ) -> HTMLResponse:
        """A page that says why there is no other, and what one can do. ``kept``: where what was filled in is."""
        title, usual = self._said.get(HTTPStatus(status), _OTHER)
        return self.show("melding.html", session=session, title=title, status=status, text=text or usual, kept=kept)

    def failed(self) -> HTMLResponse:
        return self.message(HTTPStatus.INTERNAL_SERVER_ERROR)

    def crowded(self, refusal: HTTPException) -> HTMLResponse:
        """No room now, and when there is."""
        answer = self.message(HTTPStatus.SERVICE_UNAVAILABLE, refusal.detail)
        answer.headers.update(refusal.headers or {})
        return answer
