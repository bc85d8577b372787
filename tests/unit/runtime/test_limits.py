"""How often somebody may do the same."""

from __future__ import annotations

from services.runtime.http.limits import Limits


def test_so_many_at_once_and_then_as_time_goes_by() -> None:
    now = 0.0
    limits = Limits(60, lambda: now)
    assert [limits.wait("a", "meldSignaal") for _ in range(60)] == [0.0] * 60
    assert limits.wait("a", "meldSignaal") == 1.0
    now = 0.5
    assert limits.wait("a", "meldSignaal") == 0.5
    now = 1.0
    assert limits.wait("a", "meldSignaal") == 0.0
    assert limits.wait("a", "meldSignaal") == 1.0


def test_nobody_uses_up_what_is_anothers() -> None:
    limits = Limits(1, lambda: 0.0)
    assert limits.wait("a", "meldSignaal") == 0.0
    assert limits.wait("a", "meldSignaal") > 0
    assert limits.wait("b", "meldSignaal") == 0.0
    assert limits.wait("a", "toonSignaal") == 0.0
