"""Handing a case over: another municipality gets it too, for a reason, on a basis and until a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from schemas.codes.municipality import NAMES
from schemas.envelope import Violation
from schemas.registry import bases

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

LONGEST = timedelta(days=366)
"""Our choice: who still needs it after a year hands it over again, and looks at why."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """``until`` is the last day. ``explanation`` is in no event."""

    hand_over_id: UUID
    signal_id: UUID
    municipality: str
    reason: str
    explanation: str | None
    basis: str
    until: date
    handed_over_by: str
    handed_over_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None

    def holds(self, today: date) -> bool:
        """Whether that municipality has the case by it."""
        return self.ended_at is None and today <= self.until


def rules(municipality: str, basis: str, until: date, having: Collection[str], today: date) -> list[Violation]:
    """What is wrong with handing a case over; ``having`` are the municipalities that have it (AVG 5(1)(b) and (c))."""
    found: list[Violation] = []
    if municipality in having:
        found.append(Violation("gemeente", f"{NAMES[municipality]} heeft deze zaak al; kies een andere gemeente"))
    if until > today + LONGEST:
        last = today + LONGEST
        found.append(Violation("tot", f"hoogstens een jaar, tot en met {last:%d-%m-%Y}; draag daarna opnieuw over"))
    if basis not in bases() or bases()[basis].on(today) is None:
        names = ", ".join(name for name, one in sorted(bases().items()) if one.on(today))
        found.append(Violation("grondslag", f"is op deze dag geen grondslag uit het register; kies uit: {names}"))
    return found
