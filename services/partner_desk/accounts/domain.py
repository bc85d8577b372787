"""Who signs on, and when somebody has to wait. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_FAILURES = 5
"""Our choice; then a guesser has five attempts in a quarter of an hour, of which none says what was wrong."""

LOCKED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Attempts:
    """``failures`` in a row, and until when nobody signs on. ``used``: the period of the last code that was taken."""

    failures: int = 0
    locked_until: datetime | None = None
    used: int = -1


def is_locked(known: Attempts, now: datetime) -> bool:
    """Whether an attempt is refused whatever it holds."""
    return known.locked_until is not None and now < known.locked_until


def signs_on(known: Attempts, *, password: bool, code: int | None) -> bool:
    """Two factors, each right; ``code``: the period that the code is of, none where it is of no time near. A code is
    good once (RFC 6238, 5.2).
    """
    return password and code is not None and code > known.used


def after(known: Attempts, code: int | None, now: datetime, *, signed_on: bool) -> Attempts:
    """What is remembered of this attempt."""
    if signed_on:
        return Attempts(used=known.used if code is None else code)
    failures = known.failures + 1
    if failures < MOST_FAILURES:
        return Attempts(failures, None, known.used)
    return Attempts(0, now + LOCKED, known.used)
