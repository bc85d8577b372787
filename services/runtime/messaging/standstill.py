"""Whether a reader stands still although there is something to read: nothing that a client says of itself is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Partition = tuple[str, int]

STILL_SECONDS = 90.0
"""Our choice: longer than a group takes to share its partitions anew, as short as that allows."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a partition was read, none where that is not known yet, and how far it goes."""

    read: int | None
    end: int


@dataclass(slots=True)
class Standstill:
    """``_since``: how far each partition that goes further was read, and since what moment it stayed there."""

    _since: dict[Partition, tuple[int | None, float]] = field(
        default_factory=dict["Partition", "tuple[int | None, float]"]
    )

    def look(self, places: Mapping[Partition, Place], now: float) -> list[Partition]:
        """Those where nothing was read for ``STILL_SECONDS``, of those that were looked at each time; ``now`` in
        seconds of a clock that only goes on.
        """
        further = {partition: place for partition, place in places.items() if place.end > (place.read or 0)}
        before = self._since
        self._since = {
            partition: before[partition]
            if partition in before and before[partition][0] == place.read
            else (place.read, now)
            for partition, place in further.items()
        }
        return [partition for partition, (_, since) in self._since.items() if now - since >= STILL_SECONDS]
