"""Plan 2.2, Meldpunt Ondermijning: what enrichment adds, and what the analyst's assessment leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.codes.exploitation import Form
from schemas.codes.flow import Assessment
from schemas.events.case import Company
from schemas.events.signal import SignalEnriched, SignalInformationAsked, SignalNotStrengthened
from services.enrichment.domain import (
    RETENTION_NOT_STRENGTHENED,
    AddressState,
    Findings,
    NotAssessableError,
    State,
    assess,
    strength,
)
from tests.unit.cases import TODAY, signal

NOTHING = Findings(AddressState.NONE, None, 0, ())
FOUND = Findings(AddressState.KNOWN, "Straat 1, 6511PP Nijmegen", 2, ("De melder zag het weer.",))


def test_strengthened_goes_to_the_aandachtfunctionaris() -> None:
    """Wanneer na verrijking de signalen zijn versterkt, zet de analist de melding door naar de aandachtfunctionaris."""
    assessed = assess(State.TO_ASSESS, signal(), FOUND, Assessment.STRENGTHENED, "Derde signaal hier.", TODAY)
    assert assessed.state is State.FORWARDED
    assert assessed.destroy_after is None
    assert isinstance(assessed.data, SignalEnriched)
    assert assessed.data.address_known
    assert assessed.data.other_signals_at_address == 2
    assert assessed.data.personal.address == FOUND.address
    assert assessed.data.personal.supplements == FOUND.supplements
    assert assessed.data.personal.analyst_note == "Derde signaal hier."
    assert assessed.data.personal.description == signal().personal.description


@pytest.mark.parametrize(
    ("state", "known"), [(AddressState.PENDING, None), (AddressState.UNKNOWN, False), (AddressState.NONE, False)]
)
def test_a_partial_enrichment_shows_as_partial(state: AddressState, known: bool | None) -> None:
    findings = replace(NOTHING, address_state=state)
    assessed = assess(State.TO_ASSESS, signal(), findings, Assessment.STRENGTHENED, "Toch.", TODAY)
    assert isinstance(assessed.data, SignalEnriched)
    assert assessed.data.address_known is known


def test_not_strengthened_ends_with_a_retention_date_and_no_content() -> None:
    """The end state the plan has no box for."""
    assessed = assess(State.TO_ASSESS, signal(), NOTHING, Assessment.NOT_STRENGTHENED, "Bleek verhuizing.", TODAY)
    assert assessed.state is State.NOT_STRENGTHENED
    assert assessed.destroy_after == TODAY + RETENTION_NOT_STRENGTHENED == TODAY + timedelta(days=180)
    assert assessed.data == SignalNotStrengthened(municipality="GM0268", destroy_after=TODAY + timedelta(days=180))


def test_more_information_goes_back_to_the_reporter() -> None:
    assessed = assess(State.TO_ASSESS, signal(), NOTHING, Assessment.INFORMATION_NEEDED, "Welke avond?", TODAY)
    assert assessed.state is State.WITH_REPORTER
    assert assessed.data == SignalInformationAsked(municipality="GM0268")


@pytest.mark.parametrize("state", sorted(set(State) - {State.TO_ASSESS}))
def test_only_what_lies_on_the_desk_is_assessed(state: State) -> None:
    with pytest.raises(NotAssessableError):
        assess(state, signal(), NOTHING, Assessment.STRENGTHENED, "Nog eens.", TODAY)


def test_strength_is_the_sum_of_the_reasons_it_gives() -> None:
    weak = strength(signal(people=()), NOTHING)
    assert (weak.points, weak.reasons) == (0, ())
    strong = strength(
        signal(
            alert_raised=True,
            victim_recognisable=True,
            forms=(Form.LABOUR, Form.CRIMINAL),
            company=Company(name="Kwekerij"),
        ),
        FOUND,
    )
    assert strong.points == sum(int(reason.rsplit("+", 1)[1].rstrip(")")) for reason in strong.reasons)
    assert strong.points == 3 + 2 + 1 + 1 + 1 + 1 + 1 + 4


def test_many_signals_at_one_address_do_not_drown_the_rest() -> None:
    assert strength(signal(people=()), replace(NOTHING, other_signals_at_address=50)).points == 6
