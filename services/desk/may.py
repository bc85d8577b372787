"""Which function sees which screens: what the menu, the routes and their test go by. What somebody reaches there, the
services decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole

if TYPE_CHECKING:
    from services.desk.config import DeskConfig


@dataclass(frozen=True, slots=True)
class Area:
    """Screens under one path. ``apis``: the settings with the addresses of their services; an instance has these
    screens where it was given one of them.
    """

    path: str
    name: str
    functions: frozenset[UserRole]
    apis: tuple[str, ...]


ANALYST = Area("/beoordelen", "Beoordelen", frozenset({UserRole.ANALYST}), ("enrichment_url",))

DECIDER = Area("/beslissen", "Beslissen", frozenset({UserRole.AANDACHTFUNCTIONARIS}), ("triage_url",))

CHAIN = Area("/doorstroom", "Doorstroom", frozenset({UserRole.CHAIN_DIRECTOR}), ("flow_url",))

REPORTER = Area("/melden", "Melden", frozenset({UserRole.PROFESSIONAL}), ("intake_url",))

AUDITOR = Area("/toezicht", "Toezicht", frozenset({UserRole.AUDITOR}), ("audit_url",))

ADMINISTRATION = Area("/beheer", "Beheer", frozenset({UserRole.ADMINISTRATOR}), ("administration_url",))

RETENTION = Area(
    "/vernietiging",
    "Vernietiging",
    frozenset({UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS}),
    ("enrichment_url", "triage_url"),
)

AREAS = (ANALYST, DECIDER, RETENTION, CHAIN, REPORTER, AUDITOR, ADMINISTRATION)


def texts_from(config: DeskConfig) -> str | None:
    """The address of a service that says what codes are called: any of those that an instance was given does."""
    return next((address for area in mounted(config) for api in area.apis if (address := getattr(config, api))), None)


def mounted(config: DeskConfig) -> tuple[Area, ...]:
    """Those of this instance, in the order of the menu."""
    return tuple(area for area in AREAS if any(getattr(config, api) for api in area.apis))
