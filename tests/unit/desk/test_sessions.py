"""How long somebody stays signed on, and what the cookie alone opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag

from deploy.identity.realm import IDLE_SECONDS, LONGEST_SECONDS
from services.desk.sessions.domain import needs_refresh
from services.screens import sealing
from services.screens.sessions.domain import IDLE, LONGEST, ended

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("created", "seen", "over"),
    [
        (timedelta(0), timedelta(0), False),
        (IDLE, IDLE, False),
        (IDLE + SECOND, IDLE + SECOND, True),
        (LONGEST, timedelta(0), False),
        (LONGEST + SECOND, timedelta(0), True),
    ],
)
def test_fifteen_minutes_of_nothing_or_ten_hours_end_it(created: timedelta, seen: timedelta, *, over: bool) -> None:
    assert ended(NOW - created, NOW - seen, NOW) is over


def test_the_desk_holds_it_as_long_as_the_provider_does() -> None:
    assert (IDLE.total_seconds(), LONGEST.total_seconds()) == (IDLE_SECONDS, LONGEST_SECONDS)


@pytest.mark.parametrize(("left", "asks"), [(31, False), (30, False), (29, True), (-1, True)])
def test_a_token_that_would_end_on_its_way_is_renewed(left: int, *, asks: bool) -> None:
    assert needs_refresh(NOW + left * SECOND, NOW) is asks


def test_what_is_sealed_opens_with_its_own_cookie_alone() -> None:
    cookie, other = sealing.new_cookie(), sealing.new_cookie()
    sealed = sealing.seal(cookie, b"geheim")
    assert sealing.unseal(cookie, sealed) == b"geheim"
    assert b"geheim" not in sealed
    assert sealing.seal(cookie, b"geheim") != sealed
    for wrong in (
        lambda: sealing.unseal(other, sealed),
        lambda: sealing.unseal(cookie, sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ):
        with pytest.raises(InvalidTag):
            wrong()
    assert sealing.form_token(cookie) != sealing.form_token(other)
