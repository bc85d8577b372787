"""A reader that stands still is told from one that has nothing to read, or that goes on."""

from __future__ import annotations

import pytest

from services.runtime.messaging.standstill import STILL_SECONDS, Place, Standstill

AT = ("signal.reported", 0)
OTHER = ("signal.reported", 1)


@pytest.mark.parametrize("read", [None, 0, 4])
def test_who_reads_nothing_of_what_there_is_stands_still(read: int | None) -> None:
    still = Standstill()
    assert still.look({AT: Place(read, 5)}, 0) == []
    assert still.look({AT: Place(read, 6)}, STILL_SECONDS - 1) == []
    assert still.look({AT: Place(read, 6)}, STILL_SECONDS) == [AT]


@pytest.mark.parametrize(
    "between",
    [{AT: Place(4, 5)}, {AT: Place(5, 5)}, {}, {OTHER: Place(3, 5)}],
    ids=["went on", "came to the end", "was not looked at", "is another's"],
)
def test_who_went_on_or_had_nothing_to_read_does_not(between: dict[tuple[str, int], Place]) -> None:
    still = Standstill()
    still.look({AT: Place(3, 5)}, 0)
    assert still.look(between, STILL_SECONDS / 2) == []
    assert still.look({AT: Place(3, 5)}, STILL_SECONDS) == []


def test_each_partition_has_its_own_time() -> None:
    still = Standstill()
    still.look({AT: Place(3, 5)}, 0)
    still.look({AT: Place(3, 5), OTHER: Place(1, 5)}, 30)
    assert still.look({AT: Place(3, 5), OTHER: Place(1, 5)}, STILL_SECONDS) == [AT]
