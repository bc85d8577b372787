"""More requests at once than a process answers in time: who is not in acute danger is asked to come back, before
anything of his request is begun. What was begun is answered.
"""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

MOST_IN_HAND = 48
"""Our choice: what a process answers in less than half a second."""

BACK_PER_SECOND = 100
"""Each who is sent away gets his own moment, or all would be back at once."""

_SOONEST_SECONDS, _LATEST_SECONDS = 1.0, 30.0


class Crowd:
    """The requests that a process has in hand, and when those it has no room for are due again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._in_hand = 0
        self._due = 0.0

    @contextmanager
    def joined(self) -> Generator[bool]:
        """One request more, and whether there was room for it."""
        self._in_hand += 1
        try:
            yield self._in_hand <= MOST_IN_HAND
        finally:
            self._in_hand -= 1

    def refusal(self) -> HTTPException:
        """No room, and when there will be."""
        now = self._clock()
        self._due = min(max(now + _SOONEST_SECONDS, self._due + 1 / BACK_PER_SECOND), now + _LATEST_SECONDS)
        seconds = math.ceil(self._due - now)
        detail = f"Het is nu te druk; probeer het over {seconds} seconden opnieuw. Is er acuut gevaar, bel dan 112."
        return HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": str(seconds)})
