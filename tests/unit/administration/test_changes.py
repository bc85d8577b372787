"""What may be set, by whom, and from when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.codes.flow import Participant
from schemas.codes.setting import SettingKind
from schemas.events.setting import ClosedDays, Label, NormTime, Official, Officials, RetentionTerm, Seats
from services.administration.changes.domain import Change, SamePersonError, StaleError, confirm, parts, rules

TODAY = date(2026, 11, 30)
TOMORROW = TODAY + timedelta(days=1)
TWO = NormTime(working_days=2)
DECIDE = (SettingKind.NORM, "zaak-beslissen")
MINE = "beheerder een"


def broken(kind: SettingKind, name: str, value: Any, effective_on: date = TOMORROW) -> list[str]:
    return [f"{one.field}: {one.rule}" for one in rules(kind, name, effective_on, value, TODAY)]


def test_it_begins_tomorrow_at_the_earliest() -> None:
    assert broken(*DECIDE, TWO) == []
    for day in (TODAY, TODAY - timedelta(days=30)):
        assert broken(*DECIDE, TWO, day) == ["ingangsdatum: gaat op zijn vroegst morgen in, bijvoorbeeld 2026-12-01"]


@pytest.mark.parametrize("name", ["", "iets-anders", "zaak-afgesloten"])
def test_only_what_is_there_can_be_set(name: str) -> None:
    assert broken(SettingKind.NORM, name, TWO) == ["naam: is geen normtijd; welke er zijn staat bij /instellingen"]


@pytest.mark.parametrize("kind", SettingKind)
def test_each_kind_has_its_own_value(kind: SettingKind) -> None:
    other = Label(label="x") if kind is not SettingKind.LABEL else TWO
    assert any(one.startswith(f"waarde: past niet bij {kind}") for one in broken(kind, "x", other))


def test_nothing_is_kept_longer_than_the_act_allows() -> None:
    """Wgs 1.8(7)."""
    kind = SettingKind.RETENTION
    assert broken(kind, "zaak-afgesloten", RetentionTerm(days=1825)) == []
    above = broken(kind, "zaak-afgesloten", RetentionTerm(days=1826))
    assert above == ["waarde.dagen: is hoogstens 1825 dagen (Wgs 1.8, zevende lid: hoogstens vijf jaar)"]


def test_a_closed_day_is_one_that_comes() -> None:
    kind, name = SettingKind.CALENDAR, "gelderland-zuid"
    assert broken(kind, name, ClosedDays(closed=(date(2027, 5, 7),))) == []
    assert broken(kind, name, ClosedDays(closed=())) == []
    wrong = broken(kind, name, ClosedDays(closed=(TOMORROW, date(2027, 5, 7), date(2027, 5, 7))))
    assert wrong == [
        "waarde.geslotenDagen.0: ligt vóór de ingangsdatum; noem dagen na 2026-12-01",
        "waarde.geslotenDagen: elke dag één keer",
    ]


def test_who_may_sit_at_a_table_stays_the_acts_to_say() -> None:
    kind, name = SettingKind.TABLE, "riec-casustafel"
    own, police, care = Participant.AANDACHTFUNCTIONARIS, Participant.POLICE, Participant.ZORGCOORDINATOR
    assert broken(kind, name, Seats(participants=(own, police))) == []
    field = "waarde.deelnemers"
    assert broken(kind, name, Seats(participants=(own, care))) == [
        f"{field}.1: zorgcoordinator is geen deelnemer van riec-casustafel (Wgs 2.19)"
    ]
    assert broken(kind, name, Seats(participants=(police, police))) == [
        f"{field}: de aandachtfunctionaris brengt de zaak in, en zit aan elke tafel",
        f"{field}: elke deelnemer één keer",
        f"{field}: een tafel heeft er minstens twee",
    ]
    assert broken(kind, "stamtafel", Seats(participants=(own, police)))[0].startswith("naam: is geen casustafel")


def official(since: date, until: date | None = None, *, stands_in: bool = False) -> Official:
    return Official(
        official_name="An", official_email="an@example.nl", stands_in=stands_in, serves_from=since, serves_until=until
    )


def test_one_has_the_function_and_who_stands_in_does_so_for_a_time() -> None:
    """Plan 2.1."""
    kind, march = SettingKind.AANDACHTFUNCTIONARIS, date(2027, 3, 1)

    def wrong(*officials: Official) -> list[str]:
        return broken(kind, "GM0268", Officials(officials=officials))

    assert wrong() == []
    assert wrong(official(TOMORROW, march), official(march + timedelta(days=1))) == []
    assert wrong(official(TOMORROW), official(TOMORROW, march, stands_in=True)) == []
    both = "waarde.personen.1.van: heeft de functie tegelijk met een ander; wie vervangt krijgt vervangt: true"
    assert wrong(official(TOMORROW, march), official(march)) == [both]
    assert wrong(official(march), official(TOMORROW)) == [both]
    assert wrong(official(TOMORROW, stands_in=True)) == [
        "waarde.personen.0.totEnMet: verplicht voor wie vervangt, bijvoorbeeld 2027-03-31"
    ]
    assert wrong(official(march, TOMORROW)) == ["waarde.personen.0.totEnMet: ligt vóór van (2027-03-01)"]


CHANGE = Change(UUID(int=1), *DECIDE, TOMORROW, TWO, None, MINE, datetime(2026, 11, 30, 9, tzinfo=UTC))


def test_another_confirms_it() -> None:
    assert confirm(CHANGE, "beheerder twee", None, TODAY) == []
    with pytest.raises(SamePersonError):
        confirm(CHANGE, MINE, None, TODAY)


def test_what_comes_too_late_or_replaces_something_else_is_proposed_again() -> None:
    with pytest.raises(StaleError, match="te dichtbij"):
        confirm(CHANGE, "beheerder twee", None, TOMORROW)
    with pytest.raises(StaleError, match="intussen anders ingesteld"):
        confirm(CHANGE, "beheerder twee", UUID(int=9), TODAY)
    seen = replace(CHANGE, instead_of=UUID(int=9))
    assert confirm(seen, "beheerder twee", UUID(int=9), TODAY) == []


def test_what_the_rules_say_by_then_counts() -> None:
    too_long = replace(CHANGE, kind=SettingKind.RETENTION, name="zaak-afgesloten", value=RetentionTerm(days=3000))
    assert [one.field for one in confirm(too_long, "beheerder twee", None, TODAY)] == ["waarde.dagen"]


def test_an_act_holds_no_names() -> None:
    nobody = Officials(officials=())
    assert parts(nobody) == (None, nobody)
    assert parts(TWO) == (TWO, None)
