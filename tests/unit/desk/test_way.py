"""Where a case is on the drawn stroomschema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.desk.views.triage import Case
from services.desk.way import DONE, HERE, NOT, POSSIBLE, way

DECISION = {
    "id": str(UUID(int=2)),
    "uitkomsten": ["zorg"],
    "partners": ["zorgcoordinator"],
    "regie": "zorgcoordinator",
    "beslotenOp": "2026-11-28T09:00:00Z",
}


def case(**changes: Any) -> Case:
    empty = ("redenen", "consultaties", "besluiten", "verwijzingen", "agenda", "voorstellen", "aanvullingen")
    return Case.model_validate(
        {
            **{name: [] for name in (*empty, "overdrachten", "notities", "teruggekomen")},
            "id": str(UUID(int=1)),
            "ontvangenOp": "2026-11-27T09:00:00Z",
            "gemeente": "GM0268",
            "status": "te-beslissen",
            "sterkte": 2,
            "openConsultaties": 0,
            "consultatiesTeLaat": 0,
            "ongelezenAanvullingen": 0,
            "teBevestigen": False,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("changes", "states"),
    [
        ({}, [DONE, DONE, POSSIBLE, POSSIBLE, HERE, *[POSSIBLE] * 4]),
        ({"openConsultaties": 1}, [DONE, DONE, HERE, POSSIBLE, HERE, *[POSSIBLE] * 4]),
        ({"opAgenda": "2026-12-01"}, [DONE, DONE, POSSIBLE, HERE, HERE, *[POSSIBLE] * 4]),
        ({"status": "besloten", "besluiten": [DECISION]}, [DONE, DONE, NOT, NOT, DONE, NOT, DONE, NOT, NOT]),
        ({"status": "bij-analist"}, [DONE, HERE, NOT, NOT, POSSIBLE, *[NOT] * 4]),
        ({"status": "ingetrokken"}, [DONE, DONE, NOT, NOT, NOT, *[NOT] * 4]),
    ],
)
def test_each_step_is_told_apart(changes: dict[str, Any], states: list[str]) -> None:
    assert [box.state for box in way(case(**changes)).boxes] == states


def test_it_is_drawn_within_its_frame() -> None:
    drawn = way(case())
    assert all(box.x >= 0 and box.x + box.width <= 320 and box.y + box.height <= drawn.height for box in drawn.boxes)
