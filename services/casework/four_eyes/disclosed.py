"""Exactly what partners are about to be told, as a second person sees and confirms it. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schemas.events.case import Consent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.registry import Family
    from schemas.text import Contract

NOT_YET = UUID(int=0)
"""An id that is only made when something is sent."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One partner's own part, on which legal basis and for what: unsaid of questions until 2026-11. ``before``: the
    same as it was, where it is corrected; that is no part of what goes out.
    """

    partner: str
    family: Family
    basis: str | None
    purpose: str | None
    content: Contract
    before: Contract | None = None

    def shown(self) -> Json:
        """As JSON: ``inhoud`` is the data of the event that the partner gets."""
        return {
            "partner": self.partner,
            "soort": self.family,
            "grondslag": self.basis,
            "doel": self.purpose,
            "inhoud": self.content.model_dump(mode="json", exclude_none=True),
        }


def shown(disclosures: Sequence[Disclosed], consent: Consent | None) -> Json:
    """All that a second person judges, as JSON."""
    return {
        "verstrekkingen": [one.shown() for one in disclosures],
        "toestemming": consent.model_dump(mode="json", exclude_none=True) if consent else None,
    }


def digest(what: Json) -> str:
    """SHA-256 of it, in hexadecimal: the same for the same content."""
    return hashlib.sha256(json.dumps(what, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def differences(before: Json, after: Json) -> list[str]:
    """Places that differ, never what is in them: ``riec.inhoud.personal.suspects.0.name``."""
    old, new = dict(_leaves(_by_partner(before))), dict(_leaves(_by_partner(after)))
    return sorted(place for place in old.keys() | new.keys() if old.get(place) != new.get(place))


def _by_partner(what: Json) -> Json:
    return {**what, "verstrekkingen": {one["partner"]: one for one in what["verstrekkingen"]}}


def _leaves(part: Any, place: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(part, dict | list):
        inner: Any = part.items() if isinstance(part, dict) else enumerate(part)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON
        for name, value in inner:
            yield from _leaves(value, f"{place}.{name}" if place else str(name))
    else:
        yield place, part
