"""How somebody signed on: how sure the provider was, and when (RFC 9470). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_AGE_SECONDS = 300
"""Our choice: who does what can't be undone showed a second factor in the last five minutes."""


class Level(StrEnum):
    """Values of ``acr``, weakest first: a password; a second factor besides."""

    BASIC = "basis"
    HIGH = "hoog"


@dataclass(frozen=True, slots=True)
class SignOn:
    """``at``: ``auth_time``, seconds since 1970; None where the token does not say."""

    level: Level = Level.BASIC
    at: int | None = None

    def stepped_up(self, now: float) -> bool:
        """Whether it is strong, and recent."""
        return self.level is Level.HIGH and self.at is not None and now - self.at <= MAX_AGE_SECONDS


UNKNOWN = SignOn()
