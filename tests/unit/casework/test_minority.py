"""Who is a minor follows from all that is known of an age, on the day of the report."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schemas.codes.flow import PersonRole
from schemas.events.case import EstimatedAge, Person
from services.casework.minority.domain import contradictions, is_minor, settled

DAY = date(2026, 11, 24)
BORN_2014 = date(2014, 1, 1)


def person(**known: Any) -> Person:
    return Person(role=PersonRole.VICTIM, **known)


def seemed(youngest: int, oldest: int, on: date = DAY) -> EstimatedAge:
    return EstimatedAge(youngest=youngest, oldest=oldest, estimated_on=on)


@pytest.mark.parametrize(
    ("known", "minor"),
    [
        ({}, None),
        ({"minor": True}, True),
        ({"minor": False}, False),
        ({"birth_date": BORN_2014}, True),
        ({"birth_date": date(2008, 11, 25)}, True),
        ({"birth_date": date(2008, 11, 24)}, False),
        ({"birth_date": "2009"}, True),
        ({"birth_date": "2008"}, None),
        ({"birth_date": "2007"}, False),
        ({"birth_date": "2008-12"}, True),
        ({"birth_date": "2008-11"}, None),
        ({"birth_date": "2008-10"}, False),
        ({"birth_date": "2008", "minor": True}, True),
        ({"birth_date": BORN_2014, "minor": False}, True),
        ({"estimated_age": seemed(14, 16)}, True),
        ({"estimated_age": seemed(16, 20)}, None),
        ({"estimated_age": seemed(16, 20), "minor": True}, True),
        ({"estimated_age": seemed(18, 18)}, False),
        ({"estimated_age": seemed(17, 17)}, True),
        ({"estimated_age": seemed(17, 17, date(2025, 11, 24))}, False),
        ({"estimated_age": seemed(17, 17, date(2025, 11, 25))}, None),
        ({"birth_date": "2008", "estimated_age": seemed(17, 17)}, True),
        ({"birth_date": "2007", "estimated_age": seemed(17, 17)}, False),
    ],
    ids=str,
)
def test_who_is_a_minor(known: dict[str, Any], minor: bool | None) -> None:
    assert is_minor(person(**known), DAY) is minor
    assert settled([person(**known)], DAY)[0].minor is minor


def test_who_is_born_on_a_leap_day_is_of_age_on_the_first_of_march() -> None:
    assert is_minor(person(birth_date=date(2008, 2, 29)), date(2026, 2, 28))
    assert not is_minor(person(birth_date=date(2008, 2, 29)), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("known", "broken"),
    [
        ({}, []),
        ({"birth_date": BORN_2014, "minor": True}, []),
        ({"birth_date": "2008", "minor": False}, []),
        ({"estimated_age": seemed(16, 20), "minor": True}, []),
        ({"birth_date": BORN_2014, "estimated_age": seemed(11, 15)}, []),
        ({"birth_date": BORN_2014, "minor": False}, ["betrokkenen.0.minderjarig: past niet bij geboortedatum"]),
        ({"birth_date": "1990", "minor": True}, ["betrokkenen.0.minderjarig: past niet bij geboortedatum"]),
        ({"estimated_age": seemed(14, 16), "minor": False}, ["betrokkenen.0.minderjarig: past niet bij geschat"]),
        ({"birth_date": BORN_2014, "estimated_age": seemed(25, 30)}, ["betrokkenen.0.geschatteLeeftijd: past niet"]),
        ({"birth_date": "1980", "estimated_age": seemed(14, 16)}, ["betrokkenen.0.geschatteLeeftijd: past niet"]),
    ],
    ids=str,
)
def test_ages_that_cannot_all_be_right_are_refused(known: dict[str, Any], broken: list[str]) -> None:
    found = [f"{one.field}: {one.rule}" for one in contradictions([person(**known)], DAY)]
    assert len(found) == len(broken)
    assert all(words.startswith(start) for words, start in zip(found, broken, strict=True))
