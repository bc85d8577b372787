"""The auditor's screen for "why was this shared?", from files of our own; its page asks the API, as any client does."""

from __future__ import annotations

from importlib import resources

from fastapi import APIRouter
from fastapi.responses import Response

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILES = {"why.css": "text/css", "why.js": "text/javascript", "proof.js": "text/javascript"}

screen_router = APIRouter(prefix="/verantwoording", include_in_schema=False)


def _serve(path: str, name: str, media_type: str) -> None:
    content = (resources.files("services.audit") / "screen" / name).read_bytes()

    async def show() -> Response:
        return Response(content, media_type=media_type, headers={"Content-Security-Policy": _POLICY})

    screen_router.add_api_route(path, show)


_serve("", "why.html", "text/html; charset=utf-8")
for _name, _media_type in _FILES.items():
    _serve(f"/{_name}", _name, _media_type)
