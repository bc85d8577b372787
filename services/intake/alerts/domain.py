"""Acute danger in a report of any quality (plan 2.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pydantic import TypeAdapter, ValidationError

from schemas.codes.municipality import Municipality
from schemas.text import Text
from services.casework.bodies import LocationBody

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from schemas.events.case import Location

_municipality = TypeAdapter[str](Municipality)
_text = TypeAdapter[str](Text)
_location = TypeAdapter(LocationBody)


@dataclass(frozen=True, slots=True)
class Danger:
    """What is known of the danger; any part may be missing, the alert goes out all the same."""

    municipality: str | None
    situation: str | None
    location: Location | None
    signal_id: UUID | None = None


def danger_in(body: Mapping[str, Any]) -> Danger | None:
    """Acute danger in a report of any quality: each part that is usable by itself is used."""
    if body.get("acuteNood") is not True:
        return None

    def usable(adapter: TypeAdapter[Any], value: object) -> Any:
        try:
            return adapter.validate_python(value)
        except ValidationError:
            return None

    return Danger(
        cast("str | None", usable(_municipality, body.get("gemeente"))),
        cast("str | None", usable(_text, str(body.get("omschrijving", ""))[:4000])),
        cast("Location | None", usable(_location, body.get("locatie"))),
    )
