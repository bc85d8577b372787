"""A setting in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.screens import words

if TYPE_CHECKING:
    from services.desk.views.administration import Person, Value


def lines(value: Value) -> list[str]:
    """What is set, a line each; one line where it is one thing."""
    if value.working_days is not None:
        return [f"{value.working_days} {'werkdag' if value.working_days == 1 else 'werkdagen'}"]
    if value.days is not None:
        return [f"{value.days} {'dag' if value.days == 1 else 'dagen'}"]
    if value.closed is not None:
        return [words.day(one) for one in value.closed] or ["geen"]
    if value.participants is not None:
        return [words.label(one, "deelnemer") for one in value.participants]
    if value.label is not None:
        return [value.label]
    return [_person(one) for one in value.people or ()] or ["niemand"]


def _person(one: Person) -> str:
    until = f" tot en met {words.day(one.serves_until)}" if one.serves_until else ""
    stands_in = ", vervangt" if one.stands_in else ""
    return f"{one.name} ({one.email}){stands_in}, vanaf {words.day(one.serves_from)}{until}"
