"""Who sits at the desks: each municipality has its own people, who reach its cases and no other."""

from __future__ import annotations

from demo.api import User
from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES

DUTY_DESK = User(UserRole.AANDACHTFUNCTIONARIS, "demo-piket", tuple(NAMES))
"""The district's, which follows alerts of which nobody could tell where they are."""


def analyst(municipality: str) -> User:
    """Of this municipality alone."""
    return User(UserRole.ANALYST, f"demo-analist-{municipality}", (municipality,))


def decider(municipality: str) -> User:
    """Its aandachtfunctionaris."""
    return User(UserRole.AANDACHTFUNCTIONARIS, f"demo-aandachtfunctionaris-{municipality}", (municipality,))


def second(municipality: str) -> User:
    """Who stands in for the aandachtfunctionaris, and looks at what may not go out alone."""
    return User(UserRole.AANDACHTFUNCTIONARIS, f"demo-waarnemer-{municipality}", (municipality,))
