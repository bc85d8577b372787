"""Two factors, each right, each code once; and a wait for who guesses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.partner_desk.accounts.domain import LOCKED, MOST_FAILURES, Attempts, after, is_locked, signs_on

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "code", "used", "yes"),
    [
        (True, 10, -1, True),
        (True, 10, 9, True),
        (True, 10, 10, False),
        (True, 9, 10, False),
        (True, None, -1, False),
        (False, 10, -1, False),
    ],
)
def test_both_factors_and_a_code_is_good_once(*, password: bool, code: int | None, used: int, yes: bool) -> None:
    assert signs_on(Attempts(used=used), password=password, code=code) is yes


def test_who_guesses_waits_a_quarter_of_an_hour() -> None:
    known = Attempts(used=4)
    for _ in range(MOST_FAILURES - 1):
        known = after(known, None, NOW, signed_on=False)
        assert not is_locked(known, NOW)
    known = after(known, None, NOW, signed_on=False)
    assert is_locked(known, NOW)
    assert is_locked(known, NOW + LOCKED * 0.99)
    assert not is_locked(known, NOW + LOCKED)
    assert known.used == 4


def test_who_signs_on_begins_anew() -> None:
    assert after(Attempts(3, None, 4), 10, NOW, signed_on=True) == Attempts(0, None, 10)
    assert after(Attempts(used=4), None, NOW, signed_on=True) == Attempts(used=4)
