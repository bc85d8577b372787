"""Plan 2.2: "In geval van acute nood wordt de politie direct ingeschakeld via 112", whatever else is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.alerts.domain import danger_in


@pytest.mark.parametrize("value", [False, None, "true", 1, [True]])
def test_only_an_explicit_true_is_acute(value: object) -> None:
    assert danger_in({"acuteNood": value, "omschrijving": "Help."}) is None


def test_usable_parts_are_used() -> None:
    danger = danger_in(
        {"acuteNood": True, "gemeente": "GM0268", "omschrijving": "Help.", "locatie": {"postcode": "6511PP"}}
    )
    assert danger
    assert (danger.municipality, danger.situation) == ("GM0268", "Help.")
    assert danger.location
    assert danger.location.postcode == "6511PP"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"gemeente": "GM9999", "omschrijving": "\x00", "locatie": "hier"},
        {"gemeente": [], "omschrijving": "", "locatie": {"postcode": 1}},
        {"gemeente": None, "omschrijving": None, "locatie": None},
    ],
)
def test_unusable_parts_do_not_stop_an_alert(body: dict[str, Any]) -> None:
    danger = danger_in({"acuteNood": True, **body})
    assert danger
    assert danger.municipality is None
    assert danger.location is None


def test_a_situation_that_is_too_long_is_cut_not_dropped() -> None:
    danger = danger_in({"acuteNood": True, "omschrijving": "x" * 5000})
    assert danger
    assert danger.situation == "x" * 4000
