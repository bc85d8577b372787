"""What is filled in over the pages of a decision, and what of it the API is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schemas.codes.flow import Outcome
from services.desk.decision.filled import Chosen, field
from services.desk.decision.offered import STAYS, Offer, criteria, grounds, never_told, told_apart
from services.desk.decision.told import fields
from tests.unit.desk.test_way import case

TODAY = date(2026, 11, 28)
LATER = date(2026, 11, 30)
CARE = {"uitkomst_zorg": "ja", "regie": "zorgcoordinator", "toelichting_zorgcoordinator": "A", "toestemming": "gegeven"}
HELD = {
    "partner": "zorgcoordinator",
    "regie": True,
    "status": "aanvaard",
    "gewijzigdOp": "2026-11-28T09:00:00Z",
    "teruggekomen": False,
}


def chosen(values: dict[str, Any], day: date = TODAY, **changes: Any) -> Chosen:
    return Chosen(values, case(**changes), day)


def test_each_partner_is_told_what_was_written_for_it() -> None:
    both = {**CARE, "naast_comensha": "ja", "toelichting_comensha": "B"}
    body = chosen(both).body()
    assert [(one["partner"], one["toelichting"], one["regie"]) for one in body["verwijzingen"]] == [
        ("zorgcoordinator", "A", True),
        ("comensha", "B", False),
    ]
    assert body["toestemming"] == {"gevraagd": True, "gegeven": True}


def test_who_is_ticked_for_an_outcome_that_is_not_chosen_any_more_gets_nothing() -> None:
    left = {**CARE, "naast_riec": "ja", "toelichting_riec": "Nog van eerder."}
    assert chosen(left).ordered == ["zorgcoordinator"]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, {"uitkomst", "regie", "toestemming"}),
        ({"uitkomst_zorg": "ja", "uitkomst_geen_vermoeden": "ja"}, {"uitkomst", "regie", "toestemming"}),
        ({**CARE, "regie": "riec"}, {"regie"}),
        ({**CARE, "toelichting_zorgcoordinator": None}, {"toelichting_zorgcoordinator"}),
        ({**CARE, "toestemming": "vastgelegd"}, {"toestemming"}),
        ({**CARE, "toestemming": "geweigerd"}, {"toestemmingsreden"}),
        ({**CARE, "toestemming": "niet-gevraagd", "toestemmingsreden": "anders"}, {"toestemmingswoorden"}),
        (CARE, set[str]()),
    ],
)
def test_all_that_is_missing_is_said_at_once(values: dict[str, Any], wanted: set[str]) -> None:
    assert {*chosen(values).missing()} == wanted


def test_a_partnership_wants_its_criteria() -> None:
    values = {"uitkomst_ondermijnende_criminaliteit": "ja", "regie": "riec", "toestemming": "gegeven"}
    missing = chosen(values).missing()
    assert {"orgaan_riec", "taak_riec", "toelichting_riec", "eigen_riec_aanwijzingen"} <= {*missing}
    assert {field("criterium", "riec", code) for code in criteria("riec", TODAY)} <= {*missing}


def test_what_the_law_keeps_from_a_partner_is_not_asked() -> None:
    assert told_apart("riec", TODAY) == {}
    assert "gezondheid" not in told_apart("riec", LATER)
    assert {*told_apart("riec", LATER)} >= {"nationaliteit", "strafrechtelijk"}
    assert never_told("riec", LATER) != []


def test_who_directs_already_can_stay() -> None:
    again = chosen({"uitkomst_zorg": "ja", "regie": STAYS, "toestemming": "gegeven"}, verwijzingen=[HELD])
    assert again.offer.director == "zorgcoordinator"
    assert "zorgcoordinator" not in again.offer.directors(again.outcomes)
    assert again.missing() == {}
    assert again.body()["verwijzingen"] == []


def test_only_the_partners_of_the_municipality_are_offered() -> None:
    outcomes = [Outcome.CARE_AND_CRIMINAL]
    here, there = (Offer(code, frozenset(), None).directors(outcomes) for code in ("GM0268", "GM0281"))
    assert (here, there) == (["zvh-rijk-van-nijmegen"], ["zvh-rivierenland"])


def test_a_ground_is_named_with_what_it_is_for() -> None:
    first = grounds("zorgcoordinator", TODAY)[0]
    body = chosen({**CARE, "grond_zorgcoordinator": first.code}).body()
    assert (body["verwijzingen"][0]["grondslag"], body["verwijzingen"][0]["doel"]) == (first.basis, first.purpose)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("uitkomsten", "uitkomst"),
        ("verwijzingen", "regie"),
        ("verwijzingen.0.grondslag", "grond_zorgcoordinator"),
        ("verwijzingen.1.toelichting", "toelichting_comensha"),
        ("verwijzingen.1.partner", "naast_comensha"),
        ("toestemming.reden", "toestemmingsreden"),
        ("toestemming", "toestemming"),
        ("casustafel", "elders:casustafel"),
    ],
)
def test_what_the_api_says_is_said_at_its_field(told: str, place: str) -> None:
    both = chosen({**CARE, "naast_comensha": "ja"})
    assert fields({told: "klopt niet"}, both) == {place: "Klopt niet"}


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("aanmelding.orgaan", "orgaan_riec"),
        ("aanmelding.criteria", "criterium_riec_aanwijzingen"),
        ("aanmelding.criteria.0.eigenWaarneming", "eigen_riec_aanwijzingen"),
        ("aanmelding.criteria.4.toelichting", "criterium_riec_regio"),
        ("aanmelding.nationaliteit", "apart_riec_nationaliteit"),
    ],
)
def test_and_of_a_report_too(told: str, place: str) -> None:
    riec = chosen({"uitkomst_ondermijnende_criminaliteit": "ja", "regie": "riec"}, LATER)
    assert fields({f"verwijzingen.0.{told}": "x"}, riec) == {place: "X"}
