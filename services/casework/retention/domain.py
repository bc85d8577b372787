"""When content goes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Kept:
    """Content that is kept until a day; ``kind`` is the reason for that day."""

    signal_id: UUID
    kind: str
    destroy_after: date


DESKS = (UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS)
"""Who can hold destruction up, the higher one last."""


def desk_of(roles: Collection[UserRole]) -> UserRole | None:
    """The highest of these; None where it is no desk's."""
    return next((desk for desk in reversed(DESKS) if desk in roles), None)


def may_lift(placed_by: UserRole | None, roles: Collection[UserRole]) -> bool:
    """The desk that placed a hold lifts it, or a higher one; where nobody knows which it was, the highest."""
    own = desk_of(roles)
    return own is not None and DESKS.index(own) >= DESKS.index(placed_by or DESKS[-1])


def to_destroy(kept: Iterable[Kept], held: Collection[UUID], today: date) -> list[Kept]:
    """What goes today: its day has passed, and nothing holds it."""
    return [one for one in kept if today > one.destroy_after and one.signal_id not in held]
