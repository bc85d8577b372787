"""A code where a contract had free text until 2026-11: what was written in words then is still read, as one code that
says no more than that; nobody can write it in words again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BeforeValidator, TypeAdapter, ValidationInfo

from schemas.text import KeptLine

if TYPE_CHECKING:
    from collections.abc import Collection

IN_WORDS = "in-woorden"

_WORDS = TypeAdapter(KeptLine)


def once_in_words(codes: Collection[str]) -> BeforeValidator:
    """Only what is read from JSON can hold words: what we make holds codes."""

    def read(written: object, info: ValidationInfo) -> object:
        if info.mode != "json" or not isinstance(written, str) or written in codes:
            return written
        _WORDS.validate_python(written, strict=True)
        return IN_WORDS

    return BeforeValidator(read)


def or_words(codes: Collection[str]) -> dict[str, Any]:
    """JSON Schema of the same."""
    words = {**_WORDS.json_schema(), "deprecated": True, "description": "In words, until 2026-11."}
    return {"anyOf": [{"type": "string", "enum": [*codes]}, words]}
