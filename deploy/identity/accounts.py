"""Who can sign on at a local chain: for each function and place one, and a stand-in where two have to agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES
from services.runtime.base.mandates import DISTRICT

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Account:
    """``mandates``: as the claim has them."""

    name: str
    mandates: tuple[dict[str, Any], ...]


def accounts() -> tuple[Account, ...]:
    """All of them; who has the duty desk of the district is aandachtfunctionaris there as well."""
    at_one = (account for code, name in NAMES.items() for account in _at(code, name))
    return (*at_one, *_for_all())


def _at(code: str, name: str) -> Iterator[Account]:
    place = name.lower().replace(" ", "-")
    deciding = ({"rol": UserRole.AANDACHTFUNCTIONARIS.value, "gemeenten": [code]},)
    yield Account(f"aandachtfunctionaris.{place}", deciding)
    yield Account(f"waarnemer.{place}", deciding)
    yield Account(f"analist.{place}", ({"rol": UserRole.ANALYST.value, "gemeenten": [code]},))
    yield Account(f"melder.{place}", ({"rol": UserRole.PROFESSIONAL.value},))


def _for_all() -> Iterator[Account]:
    yield Account("piket", ({"rol": UserRole.AANDACHTFUNCTIONARIS.value, "district": DISTRICT},))
    yield Account("piket.waarnemer", ({"rol": UserRole.AANDACHTFUNCTIONARIS.value, "district": DISTRICT},))
    yield Account("ketenregisseur", ({"rol": UserRole.CHAIN_DIRECTOR.value, "district": DISTRICT},))
    administering = {"rol": UserRole.ADMINISTRATOR.value}
    everywhere = (administering, {**administering, "gemeenten": [*NAMES]})
    yield Account("beheerder", everywhere)
    yield Account("beheerder.tweede", everywhere)
    yield Account("auditor", ({"rol": UserRole.AUDITOR.value, "district": DISTRICT},))
