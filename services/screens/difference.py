"""What changes in what a partner has: only that, place by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.screens.words import label, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_GONE = "staat er niet (meer) bij"


@dataclass(frozen=True, slots=True)
class Change:
    """``place`` in words; what was there, and what will be."""

    place: str
    before: str
    after: str


def difference_from(after: Any, before: Any) -> list[Change]:
    """Of two contents of the same form, in the order of what will be."""
    old, new = dict(leaves(before)), dict(leaves(after))
    places = [*new, *(place for place in old if place not in new)]
    return [
        Change(place, old.get(place, _GONE), new.get(place, _GONE))
        for place in places
        if old.get(place) != new.get(place)
    ]


def leaves(part: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each value of it, in words, at its place in words."""
    inner: Any = part  # JSON
    if isinstance(part, dict):
        for name, value in inner.items():
            yield from leaves(value, (*place, label(name, "veld")))
    elif isinstance(part, list):
        for number, value in enumerate(inner, 1):
            yield from leaves(value, (*place, str(number)))
    else:
        yield ", ".join(place), shown(part)
