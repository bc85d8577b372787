"""A sentence of what somebody wrote."""

from __future__ import annotations

_ENDS = (".", "!", "?", "…")


def sentence(words: str) -> str:
    """It ends once, whether or not whoever wrote it ended it; also within a closing quotation mark."""
    written = words.rstrip()
    return written if written.rstrip("”\"'’").endswith(_ENDS) else f"{written}."
