"""When a token is renewed. Pure; how long somebody stays signed on is in ``services.screens.sessions.domain``."""

from __future__ import annotations

from datetime import datetime, timedelta

_AHEAD = timedelta(seconds=30)
"""A token that ends so soon would end on its way."""


def needs_refresh(expires_at: datetime, now: datetime) -> bool:
    """Whether a new access token is asked for before this one is used."""
    return expires_at - now < _AHEAD
