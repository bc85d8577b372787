"""Numbers as bars, one under the other: drawn on the server, and always beside the table they are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _ROW = 316, 44
_BELOW = 16
"""Under its words."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``words`` say all of it; ``width`` is of the whole, ``part`` of what is told apart in it. A number that is not
    told has no bar.
    """

    words: str
    y: int
    width: int
    part: int

    @property
    def top(self) -> int:
        return self.y + _BELOW + 6


@dataclass(frozen=True, slots=True)
class Bars:
    rows: tuple[Bar, ...]
    height: int


def bars(numbers: Sequence[tuple[str, int | None, int | None]]) -> Bars:
    """Of each: its words, how many, and how many of those are told apart; the longest is as wide as the drawing."""
    most = max((count or 0 for _, count, _ in numbers), default=0) or 1
    rows = tuple(
        Bar(words, n * _ROW, _WIDTH * (count or 0) // most, _WIDTH * (part or 0) // most)
        for n, (words, count, part) in enumerate(numbers)
    )
    return Bars(rows, len(rows) * _ROW)
