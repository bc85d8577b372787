"""Plan 2.2, Melding: every branch of the routing, with the sentence it comes from."""

import pytest

from schemas.codes.flow import MELDCODE_SECTORS, Channel, ReporterStatus, Sector
from schemas.events.signal import SignalReceived, SignalReceivedDirectly
from services.intake.domain import Route, missing_steps, receive, route
from tests.unit.cases import signal, steps

ALL_STEPS = (1, 2, 3, 4, 5)


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


@pytest.mark.parametrize("sector", sorted(MELDCODE_SECTORS))
def test_the_meldcode_comes_first_for_its_six_sectors(sector: Sector) -> None:
    """De meldcode geldt voor professionals [in]: gezondheidszorg, onderwijs, kinderopvang, maatschappelijke
    ondersteuning, jeugdhulp en justitie."""
    received = receive(signal(sector=sector, victim_recognisable=True))
    assert received.route is Route.MELDCODE_STEPS_FIRST
    assert received.status is ReporterStatus.MELDCODE
    assert received.data is None


@pytest.mark.parametrize("sector", sorted(set(Sector) - MELDCODE_SECTORS))
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
    assert missing_steps(None) == ALL_STEPS
    assert missing_steps(steps(1, 3)) == (2, 4, 5)
    assert missing_steps(steps(*ALL_STEPS)) == ()
