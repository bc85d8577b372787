"""Working days by the Algemene termijnenwet."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.runtime.working_days import after, day_of, is_working_day


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
    assert after(day, count) == expected
    assert not count or is_working_day(expected)


def test_the_day_is_that_of_the_netherlands() -> None:
    assert day_of(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == date(2026, 11, 25)
