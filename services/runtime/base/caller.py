"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.events.acts import By
from services.runtime.base.sign_on import UNKNOWN, SignOn

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.codes.flow import UserRole


@dataclass(frozen=True, slots=True)
class Caller:
    """``subject`` is the identity provider's opaque user id."""

    subject: str
    roles: frozenset[UserRole]
    sign_on: SignOn = UNKNOWN

    def acting(self, at: datetime) -> By:
        """What an act of this caller starts with."""
        return By(actor=self.subject, roles=tuple(sorted(self.roles)), at=at)
