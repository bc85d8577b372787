"""More requests at once than a process answers in time: who is not in acute danger is asked to come back, before
anything of his request is begun. What was begun is answered.
"""

from __future__ import annotations

import math
import time
from collections import deque
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

MOST_IN_HAND = 48
"""Our choice: what a process answers in less than half a second."""

_REMEMBERED = 64
"""So many answers tell how fast the process is now."""

_SOONEST_SECONDS, _LATEST_SECONDS = 1.0, 30.0


class Crowd:
    """The requests that a process has in hand, and when those it has no room for are due again: each at a moment of his
    own, as fast as others are answered now, or all would be back at once and in vain.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._in_hand = 0
        self._due = 0.0
        self._answered: deque[float] = deque(maxlen=_REMEMBERED)

    @contextmanager
    def joined(self) -> Generator[bool]:
        """One request more, and whether there was room for it."""
        self._in_hand += 1
        room = self._in_hand <= MOST_IN_HAND
        try:
            yield room
        finally:
            self._in_hand -= 1
            if room:
                self._answered.append(self._clock())

    def refusal(self) -> HTTPException:
        """No room, and when there will be."""
        now = self._clock()
        self._due = min(max(now + _SOONEST_SECONDS, self._due + self._seconds_each(now)), now + _LATEST_SECONDS)
        seconds = math.ceil(self._due - now)
        detail = f"Het is nu te druk; probeer het over {seconds} seconden opnieuw. Is er acuut gevaar, bel dan 112."
        return HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": str(seconds)})

    def _seconds_each(self, now: float) -> float:
        return (now - self._answered[0]) / len(self._answered) if self._answered else 0.0
