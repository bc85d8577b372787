"""What the police are told of a danger, from a page that asks nothing that has to be filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACE = ("straat", "huisnummer", "toevoeging", "postcode", "plaats", "bijzonderheden")


def danger_in(values: Mapping[str, str]) -> dict[str, Any]:
    """As the API takes it: whatever was filled in goes along, as it was written."""
    place = {name: values[name] for name in _PLACE if values.get(name, "").strip()}
    told: dict[str, Any] = {
        "situatie": values.get("situatie", ""),
        "gemeente": values.get("gemeente", ""),
        "signaalId": values.get("signaal", ""),
        "locatie": place,
    }
    return {name: value for name, value in told.items() if value}
