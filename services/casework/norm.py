"""How long a waiting state may last, and who ends it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.casework import working_days

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Norm:
    """``owner`` is the role or organisation that has to move."""

    working_days: int
    owner: str

    def due(self, since: date) -> date:
        return working_days.after(since, self.working_days)

    def overdue_before(self, today: date) -> datetime:
        """What waits since an earlier moment, and nothing else, is overdue today: a question that a database can answer
        from an index.
        """
        return working_days.start_of(working_days.before(today, self.working_days))
