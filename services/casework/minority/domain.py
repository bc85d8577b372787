"""Whether somebody is a minor, from all that is known of an age; the only place where that is decided. Pure.

A minor is under eighteen (Burgerlijk Wetboek 1:233). Who is born on 29 February has a birthday on 1 March.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from schemas.envelope import Violation
from schemas.forms.day import span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.events.case import EstimatedAge, Person

_MAJORITY = 18


def is_minor(person: Person, on: date) -> bool | None:
    """On that day; None where it is not known. A birth date says more than an estimate, and both more than what
    somebody called it, unless they leave it open.
    """
    known = (_by_birth(person, on), _by_estimate(person, on), person.minor)
    return next((said for said in known if said is not None), None)


def settled(people: Sequence[Person], on: date) -> tuple[Person, ...]:
    """The same people, each with ``minor`` as it follows from the rest."""
    return tuple(person.model_copy(update={"minor": is_minor(person, on)}) for person in people)


def contradictions(people: Sequence[Person], on: date, field: str = "betrokkenen") -> list[Violation]:
    """Ages that cannot all be right, by place in the request's ``field``."""
    return [
        Violation(f"{field}.{place}.{name}", rule)
        for place, person in enumerate(people)
        for name, rule in _of_one(person, on)
    ]


def _of_one(person: Person, on: date) -> list[tuple[str, str]]:
    by_birth, by_estimate = _by_birth(person, on), _by_estimate(person, on)
    found: list[tuple[str, str]] = []
    if person.birth_date and person.estimated_age and not _may_both_be(person.birth_date, person.estimated_age):
        found.append(("geschatteLeeftijd", "past niet bij geboortedatum: geef alleen wat u zeker weet"))
    if person.minor is not None:
        for field, follows in (("geboortedatum", by_birth), ("geschatteLeeftijd", by_estimate)):
            if follows is not None and follows is not person.minor:
                wanted = "true" if follows else "false"
                found.append(("minderjarig", f"past niet bij {field}: volgens {field} is dit {wanted}; laat een weg"))
    return found


def _by_birth(person: Person, on: date) -> bool | None:
    return _minor_between(*span(person.birth_date), on) if person.birth_date else None


def _by_estimate(person: Person, on: date) -> bool | None:
    return _minor_between(*_born(person.estimated_age), on) if person.estimated_age else None


def _minor_between(first: date, last: date, on: date) -> bool | None:
    """Of somebody born in this span; None where its first and last day say different things."""
    youngest, oldest = _birthday(last, _MAJORITY) > on, _birthday(first, _MAJORITY) > on
    return youngest if youngest is oldest else None


def _born(age: EstimatedAge) -> tuple[date, date]:
    """The span in which somebody of this age was born."""
    first = _birthday(age.estimated_on, -age.oldest - 1) + timedelta(days=1)
    return first, _birthday(age.estimated_on, -age.youngest)


def _may_both_be(birth: date | str, age: EstimatedAge) -> bool:
    """An estimate may be two years off; a child of twelve is not taken for a grown-up."""
    margin = timedelta(days=2 * 366)
    born_first, born_last = span(birth)
    first, last = _born(age)
    return born_first <= last + margin and first - margin <= born_last


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February in a year that has none
        return date(born.year + years, 3, 1)
