"""Bodies of the HTTP APIs in Dutch, as the API Design Rules ask: one word per English name in the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping


def dutch(*vocabularies: Mapping[str, str]) -> ConfigDict:
    """Settings of a body whose fields are named by these words. A field without one raises KeyError when it is made."""
    words = {name: word for vocabulary in vocabularies for name, word in vocabulary.items()}
    return ConfigDict(extra="forbid", frozen=True, alias_generator=words.__getitem__, populate_by_name=True)
