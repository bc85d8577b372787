"""How long somebody stays signed on (ASVS 7.3; docs/asvs.md). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

IDLE = timedelta(minutes=15)
"""Our choice: who did nothing for so long has left his place. An identity provider is set to the same."""

LONGEST = timedelta(hours=10)
"""Our choice: a working day."""


def ended(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether somebody has to sign on again."""
    return now - seen_at > IDLE or now - created_at > LONGEST
