"""When content goes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def to_destroy(kept: Iterable[Kept], held: Collection[UUID], today: date) -> list[Kept]:
    """What goes today: its day has passed, and nothing holds it."""
    return [one for one in kept if today > one.destroy_after and one.signal_id not in held]
