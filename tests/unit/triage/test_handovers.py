"""Handing a case over to another municipality."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.triage.handovers import domain
from services.triage.handovers.domain import HandOver

TODAY = date(2026, 11, 28)
BASIS = "wmo-2015-5-1-1"
GIVEN = HandOver(
    UUID(int=1), UUID(int=2), "GM0252", "waarneming", None, BASIS, TODAY, "a", datetime(2026, 11, 24, 9, tzinfo=UTC)
)
YEAR = TODAY + timedelta(days=366)


@pytest.mark.parametrize(
    ("municipality", "basis", "until", "broken"),
    [
        ("GM0252", BASIS, TODAY, []),
        ("GM0252", BASIS, YEAR, []),
        ("GM0252", BASIS, YEAR + timedelta(days=1), ["tot: hoogstens een jaar"]),
        ("GM0268", BASIS, TODAY, ["gemeente: Nijmegen heeft deze zaak al"]),
        ("GM0252", "gewoon-handig", TODAY, ["grondslag: is op deze dag geen grondslag uit het register"]),
        ("GM0268", "x", YEAR + timedelta(days=1), ["gemeente: ", "tot: ", "grondslag: "]),
    ],
)
def test_to_whom_on_what_and_how_long(municipality: str, basis: str, until: date, broken: list[str]) -> None:
    found = domain.rules(municipality, basis, until, {"GM0268"}, TODAY)
    assert len(found) == len(broken)
    assert all(f"{one.field}: {one.rule}".startswith(said) for one, said in zip(found, broken, strict=True))


@pytest.mark.parametrize(
    ("hand_over", "today", "holds"),
    [
        (GIVEN, TODAY, True),
        (GIVEN, TODAY + timedelta(days=1), False),
        (replace(GIVEN, ended_at=datetime(2026, 11, 24, 10, tzinfo=UTC)), TODAY, False),
    ],
)
def test_it_holds_until_its_last_day_or_until_it_is_taken_back(hand_over: HandOver, today: date, holds: bool) -> None:
    assert hand_over.holds(today) is holds
