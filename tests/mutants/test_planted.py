"""The list of defects still fits the code, so that ``make mutants`` tries what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.defect import Defect
from tests.mutants.planted import DEFECTS

_TREE = Path(__file__).parents[2]


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.what)
def test_it_can_be_planted(defect: Defect) -> None:
    assert (_TREE / defect.file).read_text("utf-8").count(defect.find) == defect.times
    assert (_TREE / defect.tests.split("::", maxsplit=1)[0]).exists()


def test_there_are_enough_of_them_and_no_two_the_same() -> None:
    assert len(DEFECTS) >= 60
    assert len({(defect.file, defect.find, defect.put) for defect in DEFECTS}) == len(DEFECTS)
