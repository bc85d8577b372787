"""A second person ticks each note that the law keeps something from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.desk.screens.proposals import confirming
from services.desk.views.triage import Proposal
from services.screens.form import Form, NotOursError

LIMIT = {"soort": "gezondheid", "regel": "niet aan een RIEC", "artikel": "Wgs 2.21"}
DIGEST = "0" * 64


def proposal(*limited: str) -> Proposal:
    told: list[dict[str, Any]] = [
        {"partner": name, "inhoud": {}, "nietInToelichting": [LIMIT] if name in limited else []}
        for name in ("riec", "zorgcoordinator")
    ]
    return Proposal.model_validate(
        {
            "id": str(UUID(int=1)),
            "signaalId": str(UUID(int=2)),
            "soort": "besluit",
            "wachtOpTweede": ["riec"],
            "partners": ["riec", "zorgcoordinator"],
            "voorgesteldOp": "2026-11-29T09:00:00Z",
            "uiterlijkOp": "2026-11-30",
            "teLaat": False,
            "eigen": False,
            "verstrekkingen": told,
            "gewijzigd": [],
            "digest": DIGEST,
        }
    )


@pytest.mark.parametrize(
    ("limited", "ticked", "wrong"),
    [
        ((), "nagekeken=ja", set[str]()),
        (("riec",), "nagekeken=ja", {"toelichting_riec"}),
        (("riec",), "nagekeken=ja&toelichting_riec=ja", set[str]()),
        (("riec", "zorgcoordinator"), "toelichting_riec=ja", {"nagekeken", "toelichting_zorgcoordinator"}),
    ],
)
def test_each_note_has_its_own_tick(limited: tuple[str, ...], ticked: str, wrong: set[str]) -> None:
    filled, found = Form(f"digest={DIGEST}&{ticked}".encode()).read(confirming(proposal(*limited).disclosures))
    assert {*found} == wrong
    assert (filled is None) is bool(wrong)


def test_a_tick_that_was_not_asked_is_not_ours() -> None:
    with pytest.raises(NotOursError):
        Form(f"digest={DIGEST}&nagekeken=ja&toelichting_riec=ja".encode()).read(confirming(proposal().disclosures))
