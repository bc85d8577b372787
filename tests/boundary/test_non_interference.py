"""Two cases that differ only in what a partner may not see give it the same bytes: order, presence, size, error."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.registry import partners
from services.intake.alerts.domain import danger_in
from tests.boundary.generated_cases import VIEWS, View, story
from tests.boundary.pairs import Delivered, body, hide, main, pair, run, sent
from tests.boundary.test_projection import canaries, each_view, expected, fixed, planted


@pytest.mark.parametrize("partner", partners())
def test_a_thousand_pairs_are_the_same_bytes(partner: str) -> None:
    ran = run(partner, range(1_000))
    assert ran.differences == ()
    assert ran.bytes > 900
    referred = any(view.path == "referral" for view in VIEWS if view.partner == partner)
    assert (ran.errors > 0) == referred  # the same refusal was among them too


@each_view
@given(rng=st.randoms(use_true_random=False))
@fixed
def test_what_is_hidden_changes_nothing(view: View, rng: Random) -> None:
    """The same with hypothesis' choices, so that a failure shrinks to the field that does it."""
    whole = story(rng, view)
    assert sent(view, whole) == sent(view, hide(rng, view, whole))


@each_view
def test_a_pair_differs_and_in_hidden_parts_only(view: View) -> None:
    """By the oracle: what may be seen is the same on both sides, and nearly always something else is not."""
    different = 0
    for number in range(200):
        one, two = pair(view, f"{view.id}.{number}")
        assert expected(view, one) == expected(view, two)
        different += len(planted(one) ^ planted(two)) > 10
    assert different > 190


@each_view
def test_hidden_people_come_go_and_change_places(view: View) -> None:
    roles: set[tuple[int, int]] = set()
    for number in range(200):
        one, two = pair(view, f"{view.id}.{number}")
        roles.add((len(one.personal.people), len(two.personal.people)))
    everybody = sum(len(names) for _, names in view.lists) == 3
    assert any(first != second for first, second in roles) != everybody


@each_view
def test_what_is_seen_does_change_the_bytes(view: View) -> None:
    """The comparison can tell a difference: another case is other bytes."""
    rng = Random(1)
    results = [sent(view, story(rng, view)) for _ in range(50)]
    assert all(isinstance(result, Delivered) for result in results)
    assert len({result.value for result in results if isinstance(result, Delivered)}) > 45


def test_the_police_are_alerted_whatever_else_the_report_says() -> None:
    """Presence: nothing hidden, however wrong, stops or changes an alert."""
    view = VIEWS[0]
    for number in range(300):
        rng = Random(number)
        report = body(story(rng, view))
        shown = {"gemeente", "acuteNood", "omschrijving", "locatie"}
        junk: tuple[Any, ...] = (None, [], {}, -1, "x" * 9000, {"naam": ["\x00"]}, [[None]])
        broken = {name: value if name in shown else rng.choice(junk) for name, value in report.items()}
        assert danger_in(json.dumps(broken).encode()) == danger_in(json.dumps(report).encode())


def test_a_police_answer_changes_nothing_anywhere() -> None:
    """Police content is never passed on, nor that there was any."""
    for view in VIEWS:
        whole = pair(view, view.id)[0]
        other = replace(whole, conclusion=None, explanation="~politie antwoordt iets anders")
        assert sent(view, whole) == sent(view, other)


def test_a_difference_is_reported_with_its_seed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pairs", "20", "--workers", "1"]) == 0
    assert "20 pairs per partner, 0 differences" in capsys.readouterr().out
    assert canaries({"a": ["b~0123456789ab rest"]}) == {"b~0123456789ab"}
