"""How often somebody may do the same: a token bucket for each caller and operation, in each process.

So many processes of one service allow so many times as much; a store that they share would be one more thing that can
be away. Nobody uses up what is another's.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_BUCKETS = 10_000


class Limits:
    """``per_minute`` at most, all at once or spread."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._left: dict[tuple[str, str], tuple[float, float]] = {}
        """What was left, and when."""

    def wait(self, subject: str, operation: str) -> float:
        """Seconds until this caller may do this; 0 where that is now, and then it counts."""
        now = self._clock()
        left = self._now_left(subject, operation, now)
        if left < 1:
            return (1 - left) / self._per_second
        self._left[subject, operation] = (left - 1, now)
        if len(self._left) > _MOST_BUCKETS:
            self._left = {key: kept for key, kept in self._left.items() if self._now_left(*key, now) < self._most}
        return 0.0

    def _now_left(self, subject: str, operation: str, now: float) -> float:
        left, at = self._left.get((subject, operation), (self._most, now))
        return min(self._most, left + (now - at) * self._per_second)
