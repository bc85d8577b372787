"""The same report twice: a double click, or sent again because nobody answered. It is shown, and counts once. Pure."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, cast

from schemas.forms.text import alike

if TYPE_CHECKING:
    from schemas.events.signal import SignalContent


def digest_of(content: SignalContent) -> bytes:
    """Of what was told and by whom: equal for the same report sent again, in whatever spelling or order."""
    told = content.model_dump(mode="json", exclude={"received_at": True})
    for person in told["personal"]["people"]:
        if estimated := person.get("estimated_age"):
            del estimated["estimated_on"]  # today, unless said otherwise
    return sha256(dumps(_plain(told), sort_keys=True).encode()).digest()


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return sorted((_plain(part) for part in cast("list[object]", value)), key=dumps)
    return alike(value) if isinstance(value, str) else value
