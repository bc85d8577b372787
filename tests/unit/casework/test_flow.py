"""Numbers that say nothing of anybody."""

from __future__ import annotations

import pytest

from services.casework.flow.domain import told, told_of


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (100, 100)])
def test_a_small_number_is_left_out(count: int, shown: int | None) -> None:
    assert told(count) == shown


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [(0, 3, None), (0, 10, 0), (10, 10, 10), (5, 10, 5), (4, 10, None), (6, 10, None), (5, 9, None), (0, 0, 0)],
)
def test_nor_can_it_be_reckoned_from_the_rest(count: int, of: int, shown: int | None) -> None:
    assert told_of(count, of) == shown
