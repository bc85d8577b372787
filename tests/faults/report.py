"""Faults that happened, by kind and by what they struck."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from schemas.registry import SERVICES
from tests.faults.schedule import CHAIN, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLUMNS = (*SERVICES, CHAIN)


def table(happened: Iterable[tuple[str, str]]) -> str:
    """One line per kind of fault, one column per service."""
    counts = Counter(happened)
    lines = ["".join([f"{'fault':28}", *(f"{name:>15}" for name in _COLUMNS), f"{'total':>8}"])]
    for kind in KINDS:
        row = [counts[kind, name] for name in _COLUMNS]
        lines.append("".join([f"{kind:28}", *(f"{n or '-':>15}" for n in row), f"{sum(row):>8}"]))
    sums = [sum(counts[kind, name] for kind in KINDS) for name in _COLUMNS]
    lines.append("".join([f"{'total':28}", *(f"{n:>15}" for n in sums), f"{sum(sums):>8}"]))
    return "\n".join(lines)
