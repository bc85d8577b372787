"""How cases flow through the district, in numbers that say nothing of anybody (plan 2.5, ketenregisseur). Pure."""

from __future__ import annotations

SMALLEST = 5
"""Our choice: a smaller number could be somebody."""


def told(count: int) -> int | None:
    """None for a number too small to tell; nothing is nobody, and is told."""
    return count if count == 0 or count >= SMALLEST else None


def told_of(count: int, of: int) -> int | None:
    """Of a part. None too where the rest of the whole would be too small: it is the difference."""
    return told(count) if told(of) is not None and told(of - count) is not None else None
