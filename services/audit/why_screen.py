"""The auditor's screen for "why was this shared?", from files of our own; its page asks the API, as any client does."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from services.screens.places import ASSETS

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HERE = resources.files("services.audit") / "screen"
_FILES = {
    "why.css": (_HERE, "text/css"),
    "why.js": (_HERE, "text/javascript"),
    "proof.js": (ASSETS, "text/javascript"),  # as every page that reckons a proof has it
}

screen_router = APIRouter(prefix="/verantwoording", include_in_schema=False)


def _serve(path: str, folder: Traversable, name: str, media_type: str) -> None:
    content = (folder / name).read_bytes()

    async def show() -> Response:
        return Response(content, media_type=media_type, headers={"Content-Security-Policy": _POLICY})

    screen_router.add_api_route(path, show)


_serve("", _HERE, "why.html", "text/html; charset=utf-8")
for _name, (_folder, _media_type) in _FILES.items():
    _serve(f"/{_name}", _folder, _name, _media_type)
