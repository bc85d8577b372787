"""Working days by the Algemene termijnenwet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.casework.settings.domain import AS_DECLARED
from services.casework.terms.domain import (
    Norm,
    day_and_time,
    day_of,
    is_working_day,
    start_of,
    working_days_after,
    working_days_before,
)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over the weekend
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas on Friday and Saturday
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday and Easter
        (date(2026, 4, 24), 1, date(2026, 4, 28)),  # the King's day
        (date(2026, 5, 4), 1, date(2026, 5, 6)),  # 5 May, every year
        (date(2026, 12, 31), 5, date(2027, 1, 8)),
    ],
)
def test_working_days(day: date, count: int, expected: date) -> None:
    assert working_days_after(day, count) == expected
    assert not count or is_working_day(expected)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 10, 60])
def test_what_is_overdue_is_what_waits_since_before_one_day(count: int) -> None:
    """Two years of weekends, holidays and leap day: the question asked of a database is the rule itself."""
    first = date(2027, 12, 1)
    for today in (first + timedelta(days=n) for n in range(730)):
        edge = working_days_before(today, count)
        since = [edge + timedelta(days=shift) for shift in range(-9, 10)]
        assert [day for day in since if today > working_days_after(day, count)] == [day for day in since if day < edge]


def test_the_moment_a_norm_is_overdue_before_is_midnight_here() -> None:
    today = date(2026, 4, 8)  # the Wednesday after Easter
    norm = Norm("signaal-beoordelen", "analist")  # of two working days
    ((_, before),) = norm.too_long(today, AS_DECLARED)
    assert start_of(before) == datetime(2026, 4, 1, 22, tzinfo=UTC)
    assert [day_of(start_of(today) - timedelta(seconds=1)), day_of(start_of(today))] == [date(2026, 4, 7), today]


def test_the_day_is_that_of_the_netherlands() -> None:
    assert day_of(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == date(2026, 11, 25)


def test_a_moment_is_written_as_the_clock_here_says() -> None:
    assert day_and_time(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == "02-07-2026 om 00:05"
    assert day_and_time(datetime(2026, 11, 24, 9, 15, tzinfo=UTC)) == "24-11-2026 om 10:15"
