"""Terms in working days: no weekends, no Dutch public holidays; how long a state may last, and who ends it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

_HOLIDAYS = holidays.country_holidays("NL")
_HERE = ZoneInfo("Europe/Amsterdam")


def is_working_day(day: date) -> bool:
    """By the Algemene termijnenwet, article 3, for which 5 May is one every year."""
    return day.weekday() < 5 and day not in _HOLIDAYS and (day.month, day.day) != (5, 5)


def working_days_after(day: date, count: int) -> date:
    """The day that is ``count`` working days after ``day``; what is due then is due before that day ends."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_before(day: date, count: int) -> date:
    """The other way: what counts from a day before this one, and nothing else, was due ``count`` working days later and
    is overdue on ``day``.
    """
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
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
    """``owner`` is the role or organisation that has to move."""

    working_days: int
    owner: str

    def due(self, since: date) -> date:
        """The last day in time, counted from the day after ``since``."""
        return working_days_after(since, self.working_days)

    def overdue_before(self, today: date) -> datetime:
        """What waits since an earlier moment, and nothing else, is overdue today: a question that a database can answer
        from an index.
        """
        return start_of(working_days_before(today, self.working_days))
