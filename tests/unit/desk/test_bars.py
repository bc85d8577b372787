"""Bars are as long as their numbers, and what is not told has none."""

from __future__ import annotations

from services.desk.bars import bars


def test_the_longest_is_as_wide_as_the_drawing() -> None:
    drawn = bars([("Tiel: 20, 5 te laat", 20, 5), ("Buren: 10", 10, None), ("Druten: minder dan 5", None, None)])
    assert [(one.width, one.part) for one in drawn.rows] == [(316, 79), (158, 0), (0, 0)]
    assert drawn.height == 3 * 44


def test_nothing_is_drawn_of_nothing() -> None:
    assert bars([]).rows == ()
    assert [one.width for one in bars([("Tiel: 0", 0, 0)]).rows] == [0]
