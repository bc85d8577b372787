"""How many pages are told at once what changed: who opens them without end keeps nobody else from a page."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

MOST, MOST_OF_ONE = 500, 20
"""Our choice: of one process, and of one person; a page that is told nothing still is the whole page."""


class Streams:
    """Those that are open, by whose they are."""

    def __init__(self) -> None:
        self._open = Counter[str]()

    def has_room(self, person: str) -> bool:
        return self._open.total() < MOST and self._open[person] < MOST_OF_ONE

    @contextmanager
    def joined(self, person: str) -> Generator[None]:
        self._open[person] += 1
        try:
            yield
        finally:
            self._open[person] -= 1
            if not self._open[person]:
                del self._open[person]
