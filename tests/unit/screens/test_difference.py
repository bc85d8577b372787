"""A correction is shown as what changes, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from services.screens.difference import Change, difference_from

GONE = "staat er niet (meer) bij"


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"name": "A"}, {"name": "A"}, []),
        ({"name": "A", "city": "Tiel"}, {"name": "B", "city": "Tiel"}, [("naam", "A", "B")]),
        ({"victims": [{"name": "A"}]}, {"victims": [{"name": "B"}]}, [("slachtoffers, 1, naam", "A", "B")]),
        ({"victims": [{"name": "A"}]}, {"victims": []}, [("slachtoffers, 1, naam", "A", GONE)]),
        ({}, {"phone": "+31612345678"}, [("telefoon", GONE, "+31612345678")]),
        ({"minor": None}, {"minor": True}, [("minderjarig", "niet bekend", "ja")]),
    ],
)
def test_only_what_changes(before: Any, after: Any, changes: list[tuple[str, str, str]]) -> None:
    assert difference_from(after, before) == [Change(*one) for one in changes]
