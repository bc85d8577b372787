"""JSON as far as it can be read: cut off, with mistakes in it, or not JSON at all. Pure.

For acute danger alone: everything else is refused when it is not what it should be.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pydantic_core import from_json

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a field held that was there more than once, in order."""

    values: tuple[object, ...]


def read(body: bytes) -> tuple[dict[str, object], str]:
    """The fields of the object that the body is, as far as can be told; and its text where it is none, or no JSON."""
    text = _decoded(body)
    try:
        said, sound = json.loads(text, object_pairs_hook=_object), True
    except (ValueError, RecursionError):
        said, sound = _begun(text), False
    fields = cast("dict[str, object]", said) if isinstance(said, dict) else {}
    return fields, "" if sound and isinstance(said, dict) else text


def _begun(text: str) -> object:
    """What was there before it was cut off."""
    try:
        return from_json(text.encode(), allow_partial="trailing-strings")
    except ValueError:
        return None


def scan(text: str, names: Sequence[str]) -> list[tuple[str, object]]:
    """Fields with these names in a text that only resembles JSON."""
    either = "|".join(re.escape(name) for name in names)
    start = rf"""["']?\b({either})\b["']?\s*[:=]\s*"""
    bare = rf"""((?:(?!\s{start.replace("(", "(?:", 1)})[^,;&}}\]{{\[\n])+)"""
    field = rf"""{start}(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|{bare})"""
    known = {name.casefold(): name for name in names}
    return [
        (known[found[1].casefold()], _value(*found.groups()[1:])) for found in re.finditer(field, text, re.IGNORECASE)
    ]


def _value(double: str | None, single: str | None, bare: str | None) -> object:
    text = next(value for value in (double, single, bare) if value is not None)
    try:
        return json.loads(text if double is None else f'"{text}"')
    except ValueError:
        return text.strip()


def as_text(value: object) -> str:
    """A value for somebody to read, without what cannot be shown."""
    if isinstance(value, Repeated):
        return "; ".join(as_text(one) for one in value.values)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=as_text)
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _decoded(body: bytes) -> str:
    """UTF-8; what is not is nearly always the alphabet of older Windows programs."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, list[object]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else Repeated(tuple(values)) for name, values in found.items()}
