"""Which function sees which screens: what the menu, the routes and their test go by. What somebody reaches there, the
services decide.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.codes.flow import UserRole


@dataclass(frozen=True, slots=True)
class Area:
    """Screens under one path, on the API of one service."""

    path: str
    name: str
    functions: frozenset[UserRole]


ANALYST = Area("/beoordelen", "Beoordelen", frozenset({UserRole.ANALYST}))

DECIDER = Area("/beslissen", "Beslissen", frozenset({UserRole.AANDACHTFUNCTIONARIS}))

CHAIN = Area("/doorstroom", "Doorstroom", frozenset({UserRole.CHAIN_DIRECTOR}))

REPORTER = Area("/melden", "Melden", frozenset({UserRole.PROFESSIONAL}))

AUDITOR = Area("/toezicht", "Toezicht", frozenset({UserRole.AUDITOR}))

ADMINISTRATION = Area("/beheer", "Beheer", frozenset({UserRole.ADMINISTRATOR}))

AREAS = (ANALYST, DECIDER, CHAIN, REPORTER, AUDITOR, ADMINISTRATION)
