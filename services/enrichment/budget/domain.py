"""How often a register may be asked, by all workers together. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.casework.terms.domain import day_of

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """What a register allows one key: requests in a second of the clock, and on a calendar day here.

    ``per_lookup``: how many one lookup may take; all of them are paid before the first.
    """

    per_second: int
    per_day: int
    per_lookup: int = 1


@dataclass(frozen=True, slots=True)
class Use:
    """Requests in one second of the clock and on one day here; nobody asks before ``wait_until``."""

    second: datetime
    in_second: int
    day: date
    on_day: int
    wait_until: datetime


def left(use: Use, limits: Limits, now: datetime) -> tuple[int, Use]:
    """How many requests may be made now, and what was used so far in this second and on this day."""
    second, day = now.replace(microsecond=0), day_of(now)
    if second > use.second:
        use = replace(use, second=second, in_second=0)
    if day > use.day:
        use = replace(use, day=day, on_day=0)
    if now < use.wait_until:
        return 0, use
    return max(0, min(limits.per_second - use.in_second, limits.per_day - use.on_day)), use


def spend(use: Use, requests: int) -> Use:
    """The use after so many requests were made; ``left`` said that they fit."""
    return replace(use, in_second=use.in_second + requests, on_day=use.on_day + requests)
