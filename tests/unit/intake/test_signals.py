"""Plan 2.2, Melding: every branch of the routing, with the sentence it comes from."""

from datetime import UTC, date, datetime

import pytest

from schemas.codes.flow import Channel, ReporterStatus, Sector
from schemas.events.case import Meldcode, MeldcodeStep
from schemas.events.signal import SignalReceived, SignalReceivedDirectly
from services.casework.settings.domain import AS_DECLARED
from services.intake.meldcode.domain import meldcode_rules, missing_steps
from services.intake.signals.api import SignalBody
from services.intake.signals.domain import (
    ENDED,
    NORMS,
    Route,
    may_be_the_same,
    receive,
    route,
    take_over,
    taken_back,
    takes_additions,
)
from tests.unit.cases import TODAY, signal, steps

ALL_STEPS = (1, 2, 3, 4, 5)
SIX = {
    Sector.HEALTH_CARE,
    Sector.EDUCATION,
    Sector.CHILD_CARE,
    Sector.SOCIAL_SUPPORT,
    Sector.YOUTH_CARE,
    Sector.JUSTICE,
}


@pytest.mark.parametrize("status", ReporterStatus)
def test_what_did_not_end_may_be_the_same_again(status: ReporterStatus) -> None:
    assert may_be_the_same(status, taken_back=False) is (status not in ENDED)
    assert not may_be_the_same(status, taken_back=True)


def test_signals_go_through_the_meldpunt() -> None:
    """Alle signalen van mensenhandel binnen de organisatie [komen] via het centrale meldpunt ondermijning."""
    received = receive(signal())
    assert received.route is Route.MELDPUNT
    assert received.status is ReporterStatus.RECEIVED
    assert isinstance(received.data, SignalReceived)


def test_the_network_reaches_the_aandachtfunctionaris_directly() -> None:
    """De aandachtfunctionaris kan daarnaast ook direct signalen/vermoedens ontvangen vanuit het netwerk."""
    received = receive(signal(channel=Channel.NETWORK))
    assert received.route is Route.DIRECT
    assert received.status is ReporterStatus.WITH_AANDACHTFUNCTIONARIS
    assert isinstance(received.data, SignalReceivedDirectly)
    assert not received.data.meldcode_report


@pytest.mark.parametrize("sector", sorted(SIX))
def test_the_meldcode_comes_first_for_its_six_sectors(sector: Sector) -> None:
    """De meldcode geldt voor professionals [in]: gezondheidszorg, onderwijs, kinderopvang, maatschappelijke
    ondersteuning, jeugdhulp en justitie."""
    received = receive(signal(sector=sector, victim_recognisable=True))
    assert received.route is Route.MELDCODE_STEPS_FIRST
    assert received.status is ReporterStatus.MELDCODE
    assert received.data is None


@pytest.mark.parametrize("sector", sorted(set(Sector) - SIX))
def test_other_professionals_are_not_under_the_meldcode(sector: Sector) -> None:
    """Overige signalen mensenhandel die niet onder de meldcode vallen: het meldpunt ondermijning."""
    assert route(signal(sector=sector, victim_recognisable=True)) is Route.MELDPUNT


def test_no_recognisable_victim_is_for_the_meldpunt() -> None:
    """In situaties waarin geen specifiek slachtoffer te herkennen is [...] is er het meldpunt ondermijning."""
    assert route(signal(sector=Sector.EDUCATION, victim_recognisable=False)) is Route.MELDPUNT


def test_five_steps_can_end_in_a_report_to_veilig_thuis() -> None:
    """Aan de hand van vijf stappen kunnen professionals bepalen of zij [...] moeten melden bij Veilig Thuis."""
    received = receive(signal(sector=Sector.EDUCATION, victim_recognisable=True, meldcode=steps(*ALL_STEPS)))
    assert received.route is Route.VEILIG_THUIS
    assert received.status is ReporterStatus.REFERRED
    assert isinstance(received.data, SignalReceivedDirectly)
    assert received.data.meldcode_report


def test_five_steps_without_report_leave_a_signal_for_the_meldpunt() -> None:
    content = signal(sector=Sector.EDUCATION, victim_recognisable=True, meldcode=steps(*ALL_STEPS, report=False))
    assert route(content) is Route.MELDPUNT


@pytest.mark.parametrize(
    ("taken", "report"), [((1, 2, 4, 5), True), ((1,), True), (ALL_STEPS, None)], ids=["no talk", "first", "undecided"]
)
def test_an_unfinished_meldcode_waits(taken: tuple[int, ...], report: bool | None) -> None:
    content = signal(sector=Sector.JUSTICE, victim_recognisable=True, meldcode=steps(*taken, report=report))
    assert route(content) is Route.MELDCODE_STEPS_FIRST


def test_missing_steps_are_named() -> None:
    assert missing_steps(signal()) == ALL_STEPS
    assert missing_steps(signal(meldcode=steps(1, 3))) == (2, 4, 5)
    assert missing_steps(signal(meldcode=steps(*ALL_STEPS))) == ()
    assert missing_steps(signal(meldcode=steps(*ALL_STEPS, report=None))) == (5,), "nothing is decided yet"


def taken(step: int, day: int, *, skipped: bool = False) -> MeldcodeStep:
    return MeldcodeStep(step=step, taken_on=date(2026, 11, day), finding="bevinding", skipped_for_safety=skipped)


@pytest.mark.parametrize(
    ("given", "broken"),
    [
        ((), []),
        ((taken(1, 3), taken(2, 1), taken(3, 2), taken(4, 3), taken(5, 3)), []),  # their order is free
        ((taken(3, 3, skipped=True),), []),
        ((taken(1, 3), taken(1, 4)), ["stappen: elke stap één keer"]),
        ((taken(1, 25),), ["stappen.0.gezetOp: ligt in de toekomst"]),
        (
            (taken(4, 3, skipped=True),),
            ["stappen.0.overgeslagenVoorVeiligheid: kan alleen bij stap 3, het gesprek"],
        ),
        ((taken(4, 4), taken(5, 3)), ["stappen.1.gezetOp: het besluit komt na de andere stappen"]),
        (
            (taken(5, 3, skipped=True), taken(2, 25)),
            [
                "stappen.0.overgeslagenVoorVeiligheid: kan alleen bij stap 3, het gesprek",
                "stappen.0.gezetOp: het besluit komt na de andere stappen",
                "stappen.1.gezetOp: ligt in de toekomst",
            ],
        ),
    ],
)
def test_each_step_has_its_day_and_the_decision_comes_last(given: tuple[MeldcodeStep, ...], broken: list[str]) -> None:
    meldcode = Meldcode(steps=given) if given else None
    assert [f"{v.field}: {v.rule}" for v in meldcode_rules(meldcode, TODAY)] == broken


def test_steps_that_are_never_finished_keep_no_signal() -> None:
    waiting = signal(sector=Sector.EDUCATION, victim_recognisable=True, meldcode=steps(1, 2))
    assert receive(waiting).data is None
    taken_over = take_over(waiting)
    assert taken_over.status is ReporterStatus.WITH_AANDACHTFUNCTIONARIS
    assert isinstance(taken_over.data, SignalReceivedDirectly)
    assert not taken_over.data.meldcode_report
    assert taken_over.data.personal.meldcode == steps(1, 2)


def test_what_waits_for_its_reporter_has_a_norm_time() -> None:
    waiting = {ReporterStatus.MELDCODE, ReporterStatus.INFORMATION_ASKED}
    assert {
        s: (AS_DECLARED.working_days(norm.name, date(2026, 11, 28)), norm.owner) for s, norm in NORMS.items()
    } == dict.fromkeys(waiting, (5, "melder"))


@pytest.mark.parametrize("status", ReporterStatus)
def test_a_reporter_can_add_until_a_signal_ended_and_once_it_is_with_somebody(status: ReporterStatus) -> None:
    assert takes_additions(status) == (status not in ENDED and status is not ReporterStatus.MELDCODE)


def test_only_what_waits_for_its_reporter_ends_with_him() -> None:
    assert taken_back(ReporterStatus.MELDCODE) is ReporterStatus.WITHDRAWN
    assert taken_back(ReporterStatus.REFERRED) is ReporterStatus.REFERRED


def test_a_victim_without_the_box_ticked_is_still_a_minor() -> None:
    people = [{"rol": "slachtoffer", "geboortedatum": "2014-01-01"}, {"rol": "verdachte"}]
    told = SignalBody.model_validate(
        {
            "kanaal": "meldpunt",
            "gemeente": "GM0268",
            "vormen": ["arbeid"],
            "omschrijving": "Kind werkt in keuken.",
            "melder": {"naam": "Vier", "organisatie": "Toezicht", "sector": "gemeente"},
            "slachtofferHerkenbaar": False,
            "betrokkenen": people,
        }
    )
    content = told.content(datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert [person.minor for person in content.personal.people] == [True, None]
