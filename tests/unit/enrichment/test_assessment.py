"""Plan 2.2, Meldpunt Ondermijning: what enrichment adds, and what the analyst's assessment leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.codes.exploitation import Form
from schemas.codes.flow import Assessment, ObjectKind, PersonRole
from schemas.codes.register import BaseRegister, LookupState
from schemas.events.case import Company, EstimatedAge, Person
from schemas.events.signal import (
    RegisterLookup,
    SignalEnriched,
    SignalInformationAsked,
    SignalNotStrengthened,
    SignalReopened,
)
from schemas.indicators import indicator_lists
from services.casework.settings.domain import AS_DECLARED
from services.enrichment.domain import (
    NORMS,
    UNDO,
    Findings,
    Match,
    NotAssessableError,
    NotUndoableError,
    Standing,
    State,
    assess,
    first_strength,
    goes_on,
    reopen,
    strength,
    undo,
)
from services.enrichment.registers.domain import Lookup, Residents
from tests.unit.cases import TODAY, signal

ON_DESK = Standing(State.TO_ASSESS, TODAY)


def looked_up(**states: LookupState) -> dict[BaseRegister, Lookup]:
    return {register: Lookup(states.get(register.value, LookupState.NOT_ASKED)) for register in BaseRegister}


NOTHING = Findings(looked_up(), (), {}, ())
FOUND = Findings(
    looked_up(bag=LookupState.FOUND),
    ("Straat 1, 6511PP Nijmegen",),
    {ObjectKind.ADDRESS: 2},
    ("De melder zag het weer.",),
)


def test_strengthened_goes_to_the_aandachtfunctionaris() -> None:
    """Wanneer na verrijking de signalen zijn versterkt, zet de analist de melding door naar de aandachtfunctionaris."""
    assessed = assess(ON_DESK, signal(), FOUND, Assessment.STRENGTHENED, "Derde signaal hier.", TODAY, AS_DECLARED)
    assert assessed.state is State.FORWARDED
    assert assessed.destroy_after == TODAY + timedelta(days=90)
    assert isinstance(assessed.data, SignalEnriched)
    assert assessed.data.indicator_list == "2026-11"
    assert assessed.data.address_known
    assert assessed.data.other_signals_at_address == 2
    assert assessed.data.personal.address == FOUND.address
    assert assessed.data.personal.supplements == FOUND.supplements
    assert assessed.data.personal.analyst_note == "Derde signaal hier."
    assert assessed.data.personal.description == signal().personal.description


KNOWN = {
    LookupState.FOUND: True,
    LookupState.NOT_FOUND: False,
    LookupState.NOT_ASKED: False,
    LookupState.BUSY: None,
    LookupState.REFUSED: None,
    LookupState.NOT_UNDERSTOOD: None,
}


@pytest.mark.parametrize("state", LookupState)
def test_a_partial_enrichment_shows_as_partial(state: LookupState) -> None:
    """What was refused or not understood is not known to be absent."""
    findings = replace(NOTHING, lookups=looked_up(bag=state, kvk=state))
    assessed = assess(ON_DESK, signal(), findings, Assessment.STRENGTHENED, "Toch.", TODAY, AS_DECLARED)
    assert isinstance(assessed.data, SignalEnriched)
    assert assessed.data.address_known is assessed.data.company_known is KNOWN[state]
    assert assessed.data.other_signals_at_address == 0
    assert {one.source: one.state for one in assessed.data.lookups} == {
        "bag": state,
        "brp": "niet-gevraagd",
        "kvk": state,
    }


def enriched(findings: Findings) -> SignalEnriched:
    data = assess(ON_DESK, signal(), findings, Assessment.STRENGTHENED, "Vol.", TODAY, AS_DECLARED).data
    assert isinstance(data, SignalEnriched)
    return data


def test_who_decides_reads_what_each_register_said() -> None:
    findings = replace(
        FOUND,
        lookups=looked_up(bag=LookupState.FOUND, brp=LookupState.FOUND, kvk=LookupState.FOUND),
        company="Kwekerij Zonnig",
        residents=Residents(9, 2),
    )
    assert enriched(findings).personal.registers == (
        f"BAG: {FOUND.address}",
        "BRP: 9 ingeschreven op dit adres, van wie 2 minderjarig",
        "Handelsregister: Kwekerij Zonnig",
    )
    nobody = replace(NOTHING, lookups=looked_up(brp=LookupState.FOUND), residents=Residents(0, 0))
    assert enriched(nobody).personal.registers == (
        "BAG: niet gevraagd",
        "BRP: 0 ingeschreven op dit adres, van wie 0 minderjarig",
        "Handelsregister: niet gevraagd",
    )


def test_who_decides_reads_of_an_overcrowded_address_and_when_it_was_asked() -> None:
    at = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
    crowded = Lookup(LookupState.REFUSED, at, "tooManyResults", 30)
    data = enriched(replace(FOUND, lookups={**FOUND.lookups, BaseRegister.BRP: crowded}))
    assert (
        data.personal.registers[1]
        == "BRP: meer dan 30 ingeschreven op dit adres; antwoord geweigerd (tooManyResults) (24-11-2026 om 10:15)"
    )
    refused = RegisterLookup(
        source=BaseRegister.BRP, state=LookupState.REFUSED, at=at, refusal="tooManyResults", more_than=30
    )
    assert data.lookups[1] == refused


def test_of_several_addresses_all_go_along_and_none_is_the_address() -> None:
    data = enriched(replace(FOUND, addresses=("Straat 1 A, 6511 PP  NIJMEGEN", "Straat 1 B, 6511 PP  NIJMEGEN")))
    assert data.address_known
    assert data.personal.address is None
    both = "Straat 1 A, 6511 PP  NIJMEGEN / Straat 1 B, 6511 PP  NIJMEGEN"
    assert data.personal.registers[0] == f"BAG: meer dan één adres past: {both}"
    alone = enriched(replace(FOUND, without_suffix=True))
    assert alone.personal.address is None
    assert alone.strength == data.strength - 1  # that the address exists is not said
    assert alone.personal.registers[0] == f"BAG: toevoeging niet gevonden, zonder toevoeging: {FOUND.address}"


def test_not_strengthened_ends_with_a_retention_date_and_no_content() -> None:
    """The end state the plan has no box for."""
    assessed = assess(ON_DESK, signal(), NOTHING, Assessment.NOT_STRENGTHENED, "Bleek verhuizing.", TODAY, AS_DECLARED)
    assert assessed.state is State.NOT_STRENGTHENED
    assert assessed.destroy_after == TODAY + timedelta(days=180)
    assert assessed.data == SignalNotStrengthened(municipality="GM0268", destroy_after=TODAY + timedelta(days=180))


LATER, LATEST = UUID(int=7), UUID(int=9)


def test_a_closed_signal_comes_back_when_another_shares_an_object_with_it() -> None:
    matches = [Match(ObjectKind.PLATE, LATEST), Match(ObjectKind.ADDRESS, LATER), Match(ObjectKind.PLATE, LATER)]
    reopened = reopen(State.NOT_STRENGTHENED, "GM0268", matches)
    assert reopened
    assert reopened.state is State.TO_ASSESS
    objects = (ObjectKind.ADDRESS, ObjectKind.PLATE)
    assert reopened.data == SignalReopened(municipality="GM0268", objects=objects, other_signal_id=LATEST)


@pytest.mark.parametrize("state", sorted(set(State) - {State.NOT_STRENGTHENED}))
def test_what_is_on_a_desk_or_has_gone_on_stays_there(state: State) -> None:
    assert reopen(state, "GM0268", [Match(ObjectKind.PHONE, LATEST)]) is None


def test_nothing_shared_reopens_nothing() -> None:
    assert reopen(State.NOT_STRENGTHENED, "GM0268", []) is None


def test_more_information_goes_back_to_the_reporter() -> None:
    assessed = assess(ON_DESK, signal(), NOTHING, Assessment.INFORMATION_NEEDED, "Welke avond?", TODAY, AS_DECLARED)
    assert assessed.state is State.WITH_REPORTER
    assert assessed.data == SignalInformationAsked(municipality="GM0268")


@pytest.mark.parametrize("state", sorted(set(State) - {State.TO_ASSESS}))
def test_only_what_lies_on_the_desk_is_assessed(state: State) -> None:
    with pytest.raises(NotAssessableError):
        assess(Standing(state, TODAY), signal(), NOTHING, Assessment.STRENGTHENED, "Nog eens.", TODAY, AS_DECLARED)


def test_an_answer_that_does_not_come_keeps_no_signal_waiting() -> None:
    waiting = Standing(State.WITH_REPORTER, date(2026, 11, 17))
    assert not waiting.assessable(TODAY, AS_DECLARED)  # five working days: until and including the 24th
    assert not waiting.overdue(TODAY, AS_DECLARED)
    assert waiting.assessable(TODAY + timedelta(days=1), AS_DECLARED)
    assessed = assess(
        waiting, signal(), NOTHING, Assessment.STRENGTHENED, "Ook zo.", TODAY + timedelta(days=1), AS_DECLARED
    )
    assert assessed.state is State.FORWARDED


@pytest.mark.parametrize("state", State)
def test_what_waits_has_a_norm_time_and_an_owner(state: State) -> None:
    long_ago = Standing(state, date(2020, 1, 1))
    assert (state in NORMS) == long_ago.overdue(TODAY, AS_DECLARED) == (state in (State.TO_ASSESS, State.WITH_REPORTER))
    assert long_ago.assessable(TODAY, AS_DECLARED) == (state in NORMS)


def test_the_norm_times() -> None:
    assert {state: (AS_DECLARED.working_days(norm.name, TODAY), norm.owner) for state, norm in NORMS.items()} == {
        State.TO_ASSESS: (2, "analist"),
        State.WITH_REPORTER: (5, "melder"),
    }


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


def test_indicators_are_explained_by_the_list_of_the_day_the_signal_came_in(monkeypatch: pytest.MonkeyPatch) -> None:
    now = indicator_lists()[0]
    weighs = now.indicators["kan-niet-stoppen"].model_copy(update={"weight": 3})
    later = now.model_copy(
        update={
            "version": "2027-01",
            "valid_from": date(2027, 1, 1),
            "indicators": {"kan-niet-stoppen": weighs},
        }
    )
    monkeypatch.setattr("schemas.indicators.indicator_lists", lambda: (now, later))
    seen = ("kan-niet-stoppen", "geen-eigen-papieren")
    midnight = datetime(2026, 12, 31, 23, tzinfo=UTC)  # here
    last = signal(people=(), indicators=seen, received_at=midnight - timedelta(seconds=1))
    before = strength(last, NOTHING)
    assert (before.points, before.indicator_list) == (1 + 2 + 1, "2026-11")
    assert before.reasons == (
        "de indicatoren raken meer dan één stap van het barrièremodel (+1)",
        "wil ermee stoppen en kan dat niet (terugkeer) (+1)",
        "heeft geen toegang tot de eigen identiteitspapieren (registratie) (+2)",
    )
    after = strength(last.model_copy(update={"received_at": midnight}), NOTHING)
    assert (after.points, after.indicator_list) == (3, "2027-01")


def test_every_fact_of_a_list_is_one_that_can_be_told() -> None:
    for one in indicator_lists():
        assert strength(signal(received_at=datetime(2020, 1, 1, tzinfo=UTC)), NOTHING).points
        assert {*one.shared} == {*ObjectKind}
        assert all(indicator.forms and one.sources[indicator.source] for indicator in one.indicators.values())


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ObjectKind.ADDRESS, "op dit adres"),
        (ObjectKind.COMPANY, "over dit bedrijf"),
        (ObjectKind.PHONE, "met hetzelfde telefoonnummer"),
        (ObjectKind.PLATE, "met hetzelfde kenteken"),
    ],
)
def test_the_reasons_say_which_object_matched_how_many_other_signals(kind: ObjectKind, words: str) -> None:
    linked = strength(signal(people=()), replace(NOTHING, others={kind: 2}))
    assert (linked.points, linked.reasons) == (4, (f"2 ander(e) signaal(en) {words} (+4)",))
    assert strength(signal(people=()), replace(NOTHING, others={kind: 19})).points == 6  # does not drown the rest
    many = strength(signal(people=()), replace(NOTHING, others={kind: 20}))
    assert (many.points, many.reasons) == (6, (f"20 of meer andere signalen {words} (+6)",))


def test_what_was_closed_by_mistake_is_on_the_desk_again_within_its_term() -> None:
    closed = Standing(State.NOT_STRENGTHENED, TODAY)
    assert undo(closed, "GM0268", UNDO.due(TODAY, AS_DECLARED), AS_DECLARED).municipality == "GM0268"
    with pytest.raises(NotUndoableError):
        undo(closed, "GM0268", UNDO.due(TODAY, AS_DECLARED) + timedelta(days=1), AS_DECLARED)


@pytest.mark.parametrize("state", [state for state in State if state is not State.NOT_STRENGTHENED])
def test_only_a_closing_is_undone(state: State) -> None:
    with pytest.raises(NotUndoableError):
        undo(Standing(state, TODAY), "GM0268", TODAY, AS_DECLARED)


@pytest.mark.parametrize("state", State)
def test_what_is_said_later_goes_where_the_signal_went(state: State) -> None:
    assert goes_on(state) == (state is State.FORWARDED)


@pytest.mark.parametrize(
    ("role", "known", "earns"),
    [
        (PersonRole.VICTIM, {"minor": True}, True),
        (PersonRole.VICTIM, {"birth_date": date(2014, 1, 1)}, True),
        (PersonRole.VICTIM, {"birth_date": "2014"}, True),
        (PersonRole.VICTIM, {"estimated_age": EstimatedAge(youngest=14, oldest=16, estimated_on=TODAY)}, True),
        (PersonRole.VICTIM, {"birth_date": date(1990, 1, 1), "minor": True}, False),
        (PersonRole.VICTIM, {}, False),
        (PersonRole.SUSPECT, {"minor": True}, False),
        (PersonRole.SUSPECT, {"birth_date": date(2014, 1, 1)}, False),
        (PersonRole.WITNESS, {"minor": True}, False),
    ],
    ids=str,
)
def test_a_minor_victim_earns_points_however_the_age_is_known(
    role: PersonRole, known: dict[str, Any], earns: bool
) -> None:
    explained = strength(signal(people=(Person(role=role, **known),)), NOTHING)
    assert any("minderjarige" in reason for reason in explained.reasons) is earns


def test_a_signal_that_just_came_is_as_strong_as_one_of_which_nothing_was_found() -> None:
    for content in (signal(), signal(alert_raised=True, plates=("AB-12-C",))):
        assert first_strength(content) == strength(content, NOTHING).points > 0
