"""The pages of a partner's desk."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.registry import partners
from services.partner_desk import words
from services.partner_desk.accounts.store import Session
from services.screens.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

TEMPLATES = Path(__file__).parent / "templates"
_MENU = (("/zaken", "Zaken"), ("/opzij", "Niet te lezen"), ("/stand", "Verbinding"))

_SAID = {
    HTTPStatus.NOT_FOUND: ("Deze bladzijde is er niet", "Misschien klopt het adres niet. Kijk in de lijst met zaken."),
    HTTPStatus.FORBIDDEN: ("Dit formulier is niet meer geldig", "Ga terug, laad de bladzijde opnieuw en vul het in."),
    HTTPStatus.CONFLICT: (
        "Dit kan nu niet meer",
        "Een collega was u voor, of de gemeente deed intussen iets. Kijk bij de zaak hoe het nu is.",
    ),
}


def of(partner: str) -> Pages[Session]:
    """``partner``: whose desk it is, by its name in the chain."""

    def of_each(session: Session | None) -> Mapping[str, Any]:
        return {"menu": _MENU if session else (), "partner": partners()[partner].name}

    return Pages(TEMPLATES, of_each, _SAID, words.FILTERS)


def pages_of(request: Request) -> Pages[Session]:
    return request.app.state.pages


def session_of(request: Request) -> Session | None:
    """Who was found to be signed on in this request."""
    return getattr(request.state, "session", None)
