"""Terms in working days: no weekends, no Dutch public holidays; how long a state may last, and who ends it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays

from schemas.codes.setting import SettingKind
from schemas.settings import CALENDAR

if TYPE_CHECKING:
    from collections.abc import Collection

    from services.casework.settings.domain import Settings

_HOLIDAYS = holidays.country_holidays("NL")
_HERE = ZoneInfo("Europe/Amsterdam")


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """By the Algemene termijnenwet, article 3, for which 5 May is one every year; ``closed``: nor are these."""
    return day.weekday() < 5 and day not in _HOLIDAYS and (day.month, day.day) != (5, 5) and day not in closed


def working_days_after(day: date, count: int, closed: Collection[date] = ()) -> date:
    """The day that is ``count`` working days after ``day``; what is due then is due before that day ends."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, closed)
    return day


def working_days_before(day: date, count: int, closed: Collection[date] = ()) -> date:
    """The other way: what counts from a day before this one, and nothing else, was due ``count`` working days later and
    is overdue on ``day``.
    """
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day, closed)
    return day


def day_of(moment: datetime) -> date:
    """The day it is here at that moment."""
    return moment.astimezone(_HERE).date()


def day_and_time(moment: datetime) -> str:
    """As a person here reads it: "24-11-2026 om 10:15"."""
    return f"{moment.astimezone(_HERE):%d-%m-%Y om %H:%M}"


def start_of(day: date) -> datetime:
    """The first moment of that day here."""
    return datetime.combine(day, time(), _HERE)


@dataclass(frozen=True, slots=True)
class Norm:
    """How long something may wait is set under this name; ``owner`` is the role or organisation that has to move.

    A term is fixed on the day it starts: what is set from a later day on is for what waits since then.
    """

    name: str
    owner: str

    def due(self, since: date, settings: Settings) -> date:
        """The last day in time, counted from the day after ``since``."""
        return working_days_after(since, settings.working_days(self.name, since), settings.closed(since))

    def too_long(self, today: date, settings: Settings) -> list[tuple[date, date]]:
        """What waits since a day in one of these, and nothing else, is overdue today: from the first day of each, and
        before the second. A question that a database can answer from an index.
        """
        starts = settings.days_of_change((SettingKind.NORM, self.name), (SettingKind.CALENDAR, CALENDAR))
        found: list[tuple[date, date]] = []
        for start, following in zip(starts, [*starts[1:], today], strict=True):
            edge = working_days_before(today, settings.working_days(self.name, start), settings.closed(start))
            if start < edge:
                found.append((start, min(edge, following)))
        return found
