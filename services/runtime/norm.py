"""How long a waiting state may last, and who ends it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.runtime import working_days

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Norm:
    """``owner`` is the role or organisation that has to move."""

    working_days: int
    owner: str

    def due(self, since: date) -> date:
        return working_days.after(since, self.working_days)
