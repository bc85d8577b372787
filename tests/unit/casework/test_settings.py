"""What was set holds from its day on, and what was decided before is explained by what held then."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from schemas.codes.flow import Participant
from schemas.codes.setting import OF_PEOPLE, SettingKind
from schemas.events.setting import (
    ClosedDays,
    Label,
    NormTime,
    Official,
    Officials,
    RetentionTerm,
    Seats,
    SettingChanged,
)
from schemas.registry import partners
from schemas.settings import ALWAYS, CALENDAR, VALUES, Value, Version, first, is_settable, municipality_of
from services.casework.settings.domain import AS_DECLARED, Settings
from services.casework.terms.domain import Norm
from services.referral import domain as referral
from services.triage.cases import domain as triage

FROM = date(2027, 1, 4)
BEFORE = FROM - timedelta(days=1)
TO_DECIDE = triage.NORM


def settings(kind: SettingKind, name: str, *versions: tuple[date, Value]) -> Settings:
    return Settings({(kind, name): [Version(day, value, UUID(int=n)) for n, (day, value) in enumerate(versions)]})


def norm(days: int, name: str = TO_DECIDE.name) -> Settings:
    return settings(SettingKind.NORM, name, (FROM, NormTime(working_days=days)))


def test_without_anything_set_everything_is_as_it_was_in_the_code() -> None:
    """Values of 2026-11-27, before they could be set."""
    days = {name: AS_DECLARED.working_days(name, FROM) for kind, name in first() if kind is SettingKind.NORM}
    assert days == {
        "zaak-beslissen": 3,
        "tweede-persoon": 1,
        "casustafel-advies": 2,
        "consultatie-antwoord": 5,
        "partner-bevestigt": 2,
        "signaal-beoordelen": 2,
        "signaal-bij-melder": 5,
        "beoordeling-ongedaan": 5,
        "meldcode-stappen": 5,
        "melder-antwoordt": 5,
        "verwijzing-verzonden": 1,
        "verwijzing-ontvangen": 5,
        "verwijzing-informatie-gevraagd": 3,
        "verwijzing-informatie-gegeven": 5,
        "verwijzing-geaccepteerd": 10,
        "verwijzing-in-behandeling": 60,
    }
    assert {name: AS_DECLARED.kept_for(name, FROM).days for kind, name in first() if kind is SettingKind.RETENTION} == {
        "zaak-afgesloten": 1825,
        "zaak-ingetrokken": 30,
        "verwijzing-afgewezen": 90,
        "verwijzing-afgerond": 90,
        "verwijzing-ingetrokken": 30,
        "melding-na-einde": 180,
        "signaal-niet-versterkt": 180,
        "signaal-doorgezet": 90,
        "signaal-ingetrokken": 30,
    }
    assert AS_DECLARED.closed(FROM) == ()


def test_a_term_is_fixed_on_the_day_it_starts() -> None:
    """Friday and Monday: the case of before keeps its three working days, the case of the day itself has one."""
    assert TO_DECIDE.due(date(2026, 12, 31), norm(1)) == date(2027, 1, 6)
    assert TO_DECIDE.due(BEFORE, norm(1)) == TO_DECIDE.due(BEFORE, AS_DECLARED) == date(2027, 1, 6)
    assert TO_DECIDE.due(FROM, norm(1)) == date(2027, 1, 5)
    assert TO_DECIDE.due(FROM, AS_DECLARED) == date(2027, 1, 7)


@pytest.mark.parametrize(("first_days", "then"), [(1, 5), (5, 1), (3, 3), (0, 60), (60, 0)])
def test_what_a_database_is_asked_is_the_rule_itself(first_days: int, then: int) -> None:
    """Of each day of half a year and each day it can wait since: overdue by the question where it is by the rule."""
    closed = ClosedDays(closed=(date(2027, 1, 13), date(2027, 2, 26)))
    other = Norm("zaak-beslissen", "wie ook")
    set_twice = Settings(
        {
            (SettingKind.NORM, other.name): [
                Version(date(2026, 12, 21), NormTime(working_days=first_days)),
                Version(FROM, NormTime(working_days=then)),
            ],
            (SettingKind.CALENDAR, CALENDAR): [Version(date(2027, 1, 11), closed)],
        }
    )
    since = [date(2026, 12, 1) + timedelta(days=n) for n in range(120)]
    for today in since:
        spans = other.too_long(today, set_twice)
        asked = [day for day in since if any(start <= day < edge for start, edge in spans)]
        assert asked == [day for day in since if today > other.due(day, set_twice)], today
        assert all(one[1] <= following[0] for one, following in pairwise(spans)), "they overlap"


def test_a_closed_day_counts_for_terms_that_start_once_it_was_set() -> None:
    closed = settings(SettingKind.CALENDAR, CALENDAR, (FROM, ClosedDays(closed=(date(2027, 1, 6),))))
    assert TO_DECIDE.due(FROM, closed) == date(2027, 1, 8)
    assert TO_DECIDE.due(BEFORE, closed) == date(2027, 1, 6), "its term was fixed before"


def test_content_is_kept_as_long_as_was_set_when_its_term_started() -> None:
    shorter = settings(SettingKind.RETENTION, triage.CLOSED, (FROM, RetentionTerm(days=365)))
    kept = [triage.kept_until(triage.State.DECIDED, [], day, shorter) for day in (BEFORE, FROM)]
    assert kept == [BEFORE + timedelta(days=1825), FROM + timedelta(days=365)]
    assert shorter.shortest(triage.CLOSED) == timedelta(days=365)
    assert shorter.shortest(triage.WITHDRAWN) == timedelta(days=30)
    ended = [(referral.State.DONE, BEFORE), (referral.State.REVOKED, FROM)]
    longer = settings(SettingKind.RETENTION, "verwijzing-ingetrokken", (FROM, RetentionTerm(days=200)))
    assert referral.kept_until(ended, longer) == (referral.State.REVOKED, FROM + timedelta(days=200))


def test_a_later_change_and_a_later_record_of_the_register_each_hold_from_their_day() -> None:
    name = "zorgoverleg"
    two = Seats(participants=(Participant.AANDACHTFUNCTIONARIS, Participant.ZORGCOORDINATOR))
    chosen = settings(SettingKind.TABLE, name, (date(2026, 11, 1), two), (FROM, two))
    versions = [one.since for one in chosen.versions(SettingKind.TABLE, name)]
    assert versions == [ALWAYS, date(2026, 11, 1), date(2026, 11, 27), FROM]
    assert chosen.seats(name, date(2026, 11, 26)) == two
    assert len(chosen.seats(name, BEFORE).participants) == 6
    assert chosen.seats(name, FROM) == two


def test_what_is_set_again_for_one_day_is_what_was_set_last() -> None:
    again = settings(
        SettingKind.NORM, TO_DECIDE.name, (FROM, NormTime(working_days=1)), (FROM, NormTime(working_days=9))
    )
    assert again.working_days(TO_DECIDE.name, FROM) == 9
    assert again.on(SettingKind.NORM, TO_DECIDE.name, FROM).change_id == UUID(int=1)
    assert again.on(SettingKind.NORM, TO_DECIDE.name, date(1999, 1, 1)).since == ALWAYS


def official(name: str, since: date, until: date | None = None, *, stands_in: bool = False) -> Official:
    return Official(
        official_name=name, official_email="x@example.nl", stands_in=stands_in, serves_from=since, serves_until=until
    )


def test_who_is_who_on_a_day() -> None:
    kind = SettingKind.AANDACHTFUNCTIONARIS
    away = official("Bo", FROM, FROM + timedelta(days=13), stands_in=True)
    known = settings(kind, "GM0268", (FROM, Officials(officials=(away, official("An", FROM)))))
    assert [one.official_name for one in known.officials(kind, "GM0268", FROM)] == ["An", "Bo"]
    assert [one.official_name for one in known.officials(kind, "GM0268", FROM + timedelta(days=14))] == ["An"]
    assert known.officials(kind, "GM0268", BEFORE) == []
    assert known.officials(SettingKind.FOCAL_POINT, "GM0268.burgerzaken", FROM) == []


def test_the_focal_points_of_a_municipality_by_department() -> None:
    kind, an, bo = SettingKind.FOCAL_POINT, official("An", FROM), official("Bo", FROM)
    known = Settings(
        {
            (kind, "GM0268.toezicht"): [Version(FROM, Officials(officials=(an,)))],
            (kind, "GM0268.burgerzaken"): [Version(FROM, Officials(officials=(bo,)))],
            (kind, "GM0252.toezicht"): [Version(FROM, Officials(officials=(an,)))],
            (SettingKind.NORM, TO_DECIDE.name): [Version(FROM, NormTime(working_days=1))],
        }
    )
    assert known.focal_points("GM0268", FROM) == {"burgerzaken": [bo], "toezicht": [an]}
    assert known.focal_points("GM0268", BEFORE) == {}


def changed(effective_on: date, text: str | None, number: int = 1) -> SettingChanged:
    value = Label(label=text) if text else None
    code = "uitbuitingsvorm.arbeid"
    return SettingChanged(
        change_id=UUID(int=number), kind=SettingKind.LABEL, setting=code, effective_on=effective_on, value=value
    )


def test_a_code_is_called_as_it_was_on_the_day_it_is_of() -> None:
    known = Settings.of([changed(FROM, "werkuitbuiting")])
    called = [known.text_of("uitbuitingsvorm", "arbeid", day) for day in (BEFORE, FROM, FROM + timedelta(days=1))]
    assert called == ["arbeidsuitbuiting", "werkuitbuiting", "werkuitbuiting"]
    assert known.text_of("uitbuitingsvorm", "seksueel", FROM) == "seksuele uitbuiting"
    assert known.text_of("partner", "veilig-thuis", FROM) == partners()["veilig-thuis"].name
    assert (
        known.text_of("uitbuitingsvorm", "van-later", FROM) == known.text_of("nieuw", "van-later", FROM) == "van-later"
    )


def test_of_two_texts_for_one_day_the_later_set_holds() -> None:
    told = [changed(FROM, "eerst"), changed(FROM, "dan", 2), changed(BEFORE, "ervoor", 3)]
    known = Settings.of(told)
    assert [known.text_of("uitbuitingsvorm", "arbeid", day) for day in (BEFORE, FROM)] == ["ervoor", "dan"]
    with pytest.raises(ValueError, match="nothing"):
        Settings.of([changed(FROM, None)])


def test_what_nobody_can_set_is_no_setting() -> None:
    with pytest.raises(KeyError):
        AS_DECLARED.working_days("onbekend", FROM)
    with pytest.raises(TypeError):
        settings(SettingKind.NORM, TO_DECIDE.name, (FROM, Label(label="?"))).working_days(TO_DECIDE.name, FROM)
    assert is_settable(SettingKind.FOCAL_POINT, "GM0268.burgerzaken")
    wrong = ("GM9999.burgerzaken", "GM0268", "GM0268.")
    assert not any(is_settable(SettingKind.FOCAL_POINT, name) for name in wrong)
    assert not is_settable(SettingKind.NORM, "zaak-afgesloten")
    assert {kind: municipality_of(kind, "GM0268.x") for kind in SettingKind} == {
        kind: "GM0268" if kind in OF_PEOPLE else None for kind in SettingKind
    }
    assert VALUES.keys() == {*SettingKind}
