"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole
from schemas.events.acts import By
from services.runtime.base.scope import Scope
from services.runtime.base.sign_on import UNKNOWN, SignOn

if TYPE_CHECKING:
    from datetime import datetime

    from services.runtime.base.mandates import Mandate


@dataclass(frozen=True, slots=True)
class Caller:
    """``subject`` is the identity provider's opaque user id; ``scope``: what this request of his reaches."""

    subject: str
    mandates: tuple[Mandate, ...]
    scope: Scope
    sign_on: SignOn = UNKNOWN

    @property
    def roles(self) -> frozenset[UserRole]:
        """The functions held, wherever that is."""
        return frozenset(mandate.function for mandate in self.mandates)

    def within(self, *functions: UserRole) -> Caller:
        """The same, who reaches what he does in any of these functions, and in no other; and what he reported, where
        who reports is among them.
        """
        reached = [mandate.tenants for mandate in self.mandates if mandate.function in functions]
        scope = Scope(frozenset[str]().union(*reached), self.subject, as_reporter=UserRole.PROFESSIONAL in functions)
        return replace(self, scope=scope)

    def acting(self, at: datetime) -> By:
        """What an act of this caller starts with."""
        return By(actor=self.subject, roles=tuple(sorted(self.roles)), at=at)
