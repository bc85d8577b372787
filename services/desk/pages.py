"""The pages of the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.desk.sessions.store import Session
from services.screens.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

TEMPLATES = Path(__file__).parent / "templates"


NEUTRAL = "https://www.buienradar.nl/"
"""Our choice: where somebody goes who has to leave at once; a page that anybody may have open."""


def _of_each(session: Session | None) -> Mapping[str, Any]:
    """The screens that are his, and where to go in haste."""
    return {"areas": session.areas if session else (), "elsewhere": NEUTRAL}


PAGES: Pages[Session] = Pages(TEMPLATES, _of_each)
show, show_form, message = PAGES.show, PAGES.show_form, PAGES.message


def session_of(request: Request) -> Session | None:
    """Who was found to be signed on in this request."""
    return getattr(request.state, "session", None)
