"""Wmo 2015, 1.1.1 and 5.2.6; Besluit verplichte meldcode, 2: about whom, and what is decided, before and since."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.codes.flow import PersonRole, Sector
from schemas.events.case import Person
from schemas.events.signal import SignalContent
from schemas.registry import meldcode
from services.intake.meldcode.domain import is_under_it, missing_steps, report_rules
from services.intake.signals.domain import Route, route
from tests.unit.cases import SUSPECT, signal, steps

BEFORE, SINCE = datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 11, 29, 9, tzinfo=UTC)
CHILD, ADULT, UNKNOWN = (Person(role=PersonRole.VICTIM, minor=minor) for minor in (True, False, None))
ALL = (1, 2, 3, 4, 5)


def reported(
    *people: Person, domestic: bool | None, at: datetime = SINCE, report: bool = True, help_too: bool | None = True
) -> SignalContent:
    return signal(
        sector=Sector.EDUCATION,
        victim_recognisable=True,
        people=(*people, SUSPECT),
        domestic_circle=domestic,
        received_at=at,
        meldcode=steps(*ALL, report=report, arrange_help=help_too),
    )


@pytest.mark.parametrize(
    ("people", "domestic", "under"),
    [
        ((CHILD,), None, True),
        ((CHILD,), False, True),
        ((ADULT,), True, True),
        ((ADULT,), None, True),
        ((UNKNOWN,), False, True),
        ((ADULT, UNKNOWN), False, True),
        ((), False, True),
        ((ADULT,), False, False),
        ((ADULT, ADULT), False, False),
        ((ADULT, CHILD), False, True),
    ],
)
def test_an_adult_exploited_by_a_stranger_is_not_under_the_meldcode(
    people: tuple[Person, ...], domestic: bool | None, under: bool
) -> None:
    """As long as it is not known, the steps are there to find out."""
    content = reported(*people, domestic=domestic, report=False)
    assert is_under_it(content) is under
    assert is_under_it(content.model_copy(update={"received_at": BEFORE}))
    assert route(content) is Route.MELDPUNT


@pytest.mark.parametrize(
    ("people", "domestic", "may"),
    [
        ((CHILD,), None, True),
        ((ADULT,), True, True),
        ((UNKNOWN,), True, True),
        ((ADULT,), None, False),
        ((ADULT,), False, False),
        ((UNKNOWN,), False, False),
        ((), None, False),
    ],
)
def test_veilig_thuis_is_told_of_a_child_or_of_the_domestic_circle_alone(
    people: tuple[Person, ...], domestic: bool | None, may: bool
) -> None:
    rule = (
        "kan alleen als een slachtoffer minderjarig is of wie uitbuit tot de huiselijke kring hoort (Wmo 2015,"
        " artikelen 1.1.1 en 5.2.6): geef minderjarig of huiselijkeKring; anders false"
    )
    found = [(one.field, one.rule) for one in report_rules(reported(*people, domestic=domestic))]
    assert found == ([] if may else [("meldenBijVeiligThuis", rule)])
    assert report_rules(reported(*people, domestic=domestic, at=BEFORE)) == []
    assert report_rules(reported(*people, domestic=domestic, report=False)) == []


def test_who_took_no_step_reports_nothing() -> None:
    assert report_rules(signal(received_at=SINCE)) == []


@pytest.mark.parametrize(
    ("at", "help_too", "missing", "way"),
    [
        (BEFORE, None, (), Route.VEILIG_THUIS),
        (SINCE, None, (5,), Route.MELDCODE_STEPS_FIRST),
        (SINCE, False, (), Route.VEILIG_THUIS),
        (SINCE, True, (), Route.VEILIG_THUIS),
    ],
)
def test_the_fifth_step_decides_on_help_as_well_as_on_a_report(
    at: datetime, help_too: bool | None, missing: tuple[int, ...], way: Route
) -> None:
    """Besluit 2(2)(e): "zelf hulp bieden of hulp organiseren"."""
    content = reported(CHILD, domestic=None, at=at, help_too=help_too)
    assert (missing_steps(content), route(content)) == (missing, way)


LATER = {Sector.COMPULSORY_EDUCATION, Sector.ASYLUM_RECEPTION, Sector.PUBLIC_HEALTH}


@pytest.mark.parametrize("sector", Sector)
def test_the_sectors_are_those_of_the_decree(sector: Sector) -> None:
    """Leerplichtwet 16, Wet COA 9a and Wet publieke gezondheid 15a beside the six of the plan."""
    before, since = (
        is_under_it(signal(sector=sector, victim_recognisable=True, received_at=at)) for at in (BEFORE, SINCE)
    )
    six = sector in meldcode().records[0].sectors
    assert (before, since) == (six, six or sector in LATER)


def test_a_report_of_before_is_the_same_to_the_byte() -> None:
    written = reported(CHILD, domestic=None, help_too=None).model_dump_json()
    assert "domestic_circle" not in written
    assert "arrange_help" not in written
    assert SignalContent.model_validate_json(written).domestic_circle is None
