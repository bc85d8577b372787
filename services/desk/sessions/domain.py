"""How long somebody stays signed on (ASVS 7.3; docs/asvs.md). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

IDLE = timedelta(minutes=15)
"""Our choice, as the provider's own: who did nothing for so long has left his place."""

LONGEST = timedelta(hours=10)
"""Our choice: a working day."""

_AHEAD = timedelta(seconds=30)
"""A token that ends so soon would end on its way."""


def ended(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether somebody has to sign on again."""
    return now - seen_at > IDLE or now - created_at > LONGEST


def needs_refresh(expires_at: datetime, now: datetime) -> bool:
    """Whether a new access token is asked for before this one is used."""
    return expires_at - now < _AHEAD
