"""API documentation at /docs, from files of our own: no outside host is asked for anything."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from fastapi.responses import HTMLResponse, Response

if TYPE_CHECKING:
    from fastapi import FastAPI

# Addresses are relative, so the page also works behind a gateway that adds a path. Swagger UI sets styles on elements.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
"""
_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}


def install(app: FastAPI) -> None:
    """Serve Swagger UI for this app."""
    page = _PAGE.format(title=escape(app.title))

    async def show_page() -> Response:
        return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})

    async def show_start() -> Response:
        return Response(_START, media_type="text/javascript")

    app.add_api_route("/docs", show_page, include_in_schema=False)
    app.add_api_route("/docs/start.js", show_start, include_in_schema=False)
    for name, media_type in _FILES.items():
        _serve(app, name, media_type)


def _serve(app: FastAPI, name: str, media_type: str) -> None:
    file = resources.files("fastapi_swagger") / "resources" / name

    async def show_file() -> Response:
        return Response(file.read_bytes(), media_type=media_type)

    app.add_api_route(f"/docs/{name}", show_file, include_in_schema=False)
