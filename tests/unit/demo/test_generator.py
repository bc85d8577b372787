"""The demonstration's reports: the same ones each time, within the published shares, and as good or bad as they say."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from demo.generator import FORMS, NATIONALITIES, Report, deal, generate
from demo.malformed import KINDS
from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel, Sector
from schemas.codes.municipality import NAMES
from schemas.registry import meldcode
from services.intake.alerts.domain import danger_in
from services.intake.signals.api import SignalBody
from services.intake.signals.domain import Route, route

SEED = 273
TODAY = datetime.now(UTC).date()
REPORTS = generate(240, SEED, TODAY)
GOOD = [report for report in REPORTS if report.accepted]
UNREADABLE = {"not JSON", "wrong encoding", "oversized"}
OF_ONE_FIELD = [r for r in REPORTS if r.malformed and r.malformed not in UNREADABLE | {"too much together"}]


def test_same_seed_same_reports() -> None:
    assert generate(240, SEED, TODAY) == REPORTS
    assert [r.body for r in generate(240, SEED + 1, TODAY)] != [r.body for r in REPORTS]


def test_as_many_as_asked() -> None:
    assert len(REPORTS) == 240
    assert [report.number for report in REPORTS] == [*range(1, 241)]
    assert len(GOOD) >= 200


@pytest.mark.parametrize("seed", range(5))
def test_shares_hold_to_the_nearest_report(seed: int) -> None:
    good = [r for r in generate(300, seed, TODAY) if r.accepted]
    forms = Counter(report.content["vormen"][0] for report in good)
    for form, share in FORMS.items():
        assert abs(forms[form] - share * len(good)) <= 1, form
    victims = [p for r in good for p in r.content.get("betrokkenen", ()) if p["rol"] == "slachtoffer"]
    nationalities = Counter(victim["nationaliteit"] for victim in victims)
    for nationality, share in NATIONALITIES.items():
        assert abs(nationalities[nationality] - share * len(victims)) <= 1, nationality


def test_published_shares() -> None:
    assert (FORMS[Form.SEXUAL], FORMS[Form.LABOUR]) == (0.41, 0.41)
    assert [round(1013 * NATIONALITIES[country]) for country in ("PL", "NG", "NL")] == [190, 185, 155]
    assert sum(FORMS.values()) == pytest.approx(1)
    assert sum(NATIONALITIES.values()) == pytest.approx(1)


_UNPLAYED = {Sector.COMPULSORY_EDUCATION, Sector.ASYLUM_RECEPTION, Sector.PUBLIC_HEALTH}
"""Came with the decree's own sectors; of how many report in them nothing was published."""


def test_everything_occurs() -> None:
    """Of the forms of exploitation those of which a share was published."""
    contents = [report.content for report in GOOD]
    assert {form for content in contents for form in content["vormen"]} == FORMS.keys()
    assert {content["gemeente"] for content in contents} == NAMES.keys()
    assert {content["kanaal"] for content in contents} == {*Channel}
    assert {content["melder"]["sector"] for content in contents} == {*Sector} - _UNPLAYED
    assert {report.acute for report in GOOD} == {True, False}
    routes = {route(SignalBody.model_validate_json(report.body).content(datetime.now(UTC))) for report in GOOD}
    assert routes == {*Route}


def test_every_wrong_way_occurs_calm_and_acute() -> None:
    wrong = [report for report in REPORTS if report.malformed]
    assert {report.malformed for report in wrong} == KINDS.keys()
    assert {report.malformed for report in wrong if report.acute} == KINDS.keys()
    assert {report.subject for report in REPORTS if report.expected == 401} == {None}


@pytest.mark.parametrize("report", GOOD, ids=lambda report: str(report.number))
def test_good_ones_meet_the_contract(report: Report) -> None:
    assert SignalBody.model_validate_json(report.body).acute == report.acute


@pytest.mark.parametrize("report", OF_ONE_FIELD, ids=lambda report: str(report.malformed))
def test_wrong_ones_break_it_and_danger_is_still_found(report: Report) -> None:
    with pytest.raises(ValidationError):
        SignalBody.model_validate_json(report.body)
    assert (danger_in(report.body) is not None) == report.acute


@pytest.mark.parametrize("seed", range(20))
def test_unreadable_ones_are_unreadable(seed: int) -> None:
    bodies = {r.malformed: r.body for r in generate(120, seed, TODAY) if r.malformed in UNREADABLE}
    with pytest.raises(UnicodeDecodeError):
        bodies["wrong encoding"].decode()
    with pytest.raises(json.JSONDecodeError):
        json.loads(bodies["not JSON"])
    assert len(bodies["oversized"]) > 256 * 1024


def test_addresses_come_again_and_another_block_moves_all_of_them() -> None:
    def addresses(reports: list[Report]) -> Counter[tuple[str, int]]:
        places = [report.content["locatie"] for report in reports if "locatie" in report.content]
        return Counter((place["postcode"], place["huisnummer"]) for place in places)

    assert max(addresses(GOOD).values()) > 3
    assert not addresses(GOOD).keys() & addresses(generate(240, SEED, TODAY, block=1)).keys()


def test_nothing_is_observed_in_the_future() -> None:
    reports = generate(240, SEED, date(2020, 3, 1))
    assert max(report.content.get("waargenomenOp", "") for report in reports) == "2020-03-01"


def test_meldcode_only_where_it_applies() -> None:
    for report in GOOD:
        if "meldcode" in report.content:
            assert report.content["melder"]["sector"] in meldcode().records[0].sectors
            assert report.content["slachtofferHerkenbaar"]


def test_too_few_to_show_everything() -> None:
    with pytest.raises(ValueError, match="too few"):
        generate(20, SEED, TODAY)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 100])
def test_dealing_gives_exactly_as_many(count: int) -> None:
    dealt = deal(random.Random(1), count, {"a": 0.7, "b": 0.29, "c": 0.01})
    assert len(dealt) == count
    if count == 100:
        assert Counter(dealt) == {"a": 70, "b": 29, "c": 1}
