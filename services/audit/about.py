"""Which signals and references a record is about: what its reader is on record for. Pure."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from services.audit.why import read_event

if TYPE_CHECKING:
    from collections.abc import Iterable


def about(records: Iterable[tuple[bytes | None, bytes | None]]) -> list[UUID]:
    """Of these keys and values, each once. Our own records have what they are about as key; a partner's, whose key is
    whatever it says, have it as their event's subject.
    """
    found = [one for key, value in records for one in (_id((key or b"").decode("utf-8", "replace")), _subject(value))]
    return [*dict.fromkeys(one for one in found if one)]


def _subject(value: bytes | None) -> UUID | None:
    event = read_event(value)
    return _id(str(event.get("subject"))) if event else None


def _id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
