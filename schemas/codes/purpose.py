"""What a partner may do with what is shared: a code of the legal basis it is shared on (AVG 5, first paragraph, b)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from schemas.codes.in_words import IN_WORDS, once_in_words, or_words
from schemas.registry import purposes

_CODES = (*purposes(), IN_WORDS)


def _known(code: str) -> str:
    if code not in _CODES:
        raise ValueError(f"is een van: {', '.join(purposes())}")
    return code


Purpose = Annotated[str, once_in_words(_CODES), AfterValidator(_known), WithJsonSchema(or_words(_CODES))]
