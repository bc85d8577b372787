"""Whether a case is about violence in the domestic circle or against a child, which Veilig Thuis is there for. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import PersonRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.events.case import Person


def is_within(people: Sequence[Person], *, domestic_circle: bool | None) -> bool | None:
    """Wmo 2015, 1.1.1 and 5.2.6: a victim is a minor, or who exploits is of the domestic circle; None where that is not
    known. ``people``: each with what is known of being a minor.
    """
    minors = [person.minor for person in people if person.role is PersonRole.VICTIM]
    if domestic_circle or any(minors):
        return True
    return False if domestic_circle is False and minors and all(minor is False for minor in minors) else None


def about_a_child(people: Sequence[Person]) -> bool:
    """Wmo 2015, 1.1.1 (kindermishandeling) and Jeugdwet 4.1.7: any victim is known to be a minor."""
    return any(person.minor for person in people if person.role is PersonRole.VICTIM)
