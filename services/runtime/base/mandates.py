"""What somebody may do, and where: the claim ``mandaten`` of an access token.

A mandate is a pair. A function in one municipality gives nothing in another.
"""

from __future__ import annotations

import json
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from schemas.codes.flow import UserRole
from schemas.codes.municipality import Municipality

DISTRICT = "gelderland-zuid"
"""The municipalities together (plan 2.1): what none of them can be told to have is on the district's duty desk."""

CHAIN = "keten"
"""Whose it is what administrators set for all municipalities; no case is."""

_SOMEWHERE = frozenset({UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS, UserRole.AUDITOR, UserRole.ADMINISTRATOR})
"""Functions held in municipalities."""

_DISTRICTS = frozenset({UserRole.AANDACHTFUNCTIONARIS, UserRole.CHAIN_DIRECTOR, UserRole.AUDITOR})
"""Functions held for the district: who has the duty desk, the ketenregisseur, and who audits for all."""

_NOWHERE = frozenset({UserRole.PROFESSIONAL, UserRole.ADMINISTRATOR})
"""Functions held for no place in particular: a professional reports for any, and an administrator sets there what is of
the chain as a whole; in a municipality, who is who there.
"""

CLAIM = "mandaten"


class Mandate(BaseModel):
    """One function, with where it is held."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    function: UserRole = Field(alias="rol")
    municipalities: frozenset[Municipality] = Field(default=frozenset(), alias="gemeenten")
    district: Literal["gelderland-zuid"] | None = None

    @model_validator(mode="after")
    def _held_where_it_can_be(self) -> Self:
        somewhere = (bool(self.municipalities), self.district is not None)
        allowed = {
            (True, False): self.function in _SOMEWHERE,
            (False, True): self.function in _DISTRICTS,
            (False, False): self.function in _NOWHERE,
        }
        if not allowed.get(somewhere, False):
            raise ValueError(f"{self.function} can't be held there")
        return self

    @property
    def tenants(self) -> frozenset[str]:
        """Whose it reaches: what is of municipalities, or of the district, or of the chain as a whole."""
        if self.function is UserRole.ADMINISTRATOR and not self.municipalities:
            return frozenset({CHAIN})
        return self.municipalities or frozenset({self.district} if self.district else ())


_MANDATES = TypeAdapter(tuple[Mandate, ...])


def mandates_in(claim: object) -> tuple[Mandate, ...]:
    """Raises pydantic.ValidationError: anything unknown in it makes it no claim at all."""
    return _MANDATES.validate_json(json.dumps(claim))
