"""Whom a client of HTTPS believes."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from pathlib import Path


def believing(ca_file: Path | None) -> ssl.SSLContext:
    """The authorities that everybody knows, and this one (PEM). Raises OSError."""
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
