"""What somebody did, or a service by itself: one contract per act, named as the fact it made.

An act is on the trail in the transaction of what it did. It holds codes, moments and ids alone, so that what it did can
be done again from the log: by the same function, with the content that other events of that transaction hold.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, TypedDict
from uuid import UUID

from pydantic import AwareDatetime, Field

from schemas.codes.flow import UserRole
from schemas.registry import PartnerName
from schemas.text import Actor, Contract

REPORTER = "melder"
"""The actor in what somebody does with what he reported himself: who that is, is in no event."""


CheckedPartners = Annotated[
    tuple[PartnerName, ...],
    Field(
        exclude_if=lambda checked: not checked,
        description="Whose notes the second person held against what may not go there (Wgs 2.22 and 2.30; BGS 1.9).",
    ),
]


class By(TypedDict):
    """Who acts, and when: what every act starts with."""

    actor: str
    roles: tuple[UserRole, ...]
    at: datetime


def itself(service: str, at: datetime) -> By:
    """A service that acts by itself: a clock, a register that answered."""
    return By(actor=service, roles=(), at=at)


class Act(Contract):
    """``operation`` is the word of the desk, or of the command, for it."""

    operation: ClassVar[str]

    actor: Actor = Field(description="The identity provider's opaque user id, the service itself, or `melder`.")
    roles: tuple[UserRole, ...] = ()
    at: AwareDatetime = Field(description="When it was done; everything it changed has this moment.")

    @property
    def objects(self) -> tuple[UUID, ...]:
        """What was acted on; it is found under the first."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value for value in values if isinstance(value, UUID))


class Confirmable(Act):
    """What may need a second person: that one is ``actor`` then."""

    proposed_by: Actor | None = Field(
        default=None,
        exclude_if=lambda proposer: proposer is None,
        description="Who asked for it, where that was another.",
    )
    checked: CheckedPartners = ()
