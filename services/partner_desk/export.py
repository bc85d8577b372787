"""The list as CSV, for a spreadsheet: nothing in it is a formula, whoever wrote it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def harmless(cell: str) -> str:
    """What a spreadsheet would compute begins with an apostrophe: it is text (OWASP, CSV injection)."""
    begins = cell.startswith(_BEGINS_A_FORMULA) or cell.lstrip().startswith(_BEGINS_A_FORMULA)
    return f"'{cell}" if begins else cell


def as_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """A row for each, a column for every name that any of them has; with a semicolon between, as Dutch Excel wants."""
    known = [*rows]
    names = list(dict.fromkeys(name for row in known for name in row))
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(name) for name in names])
    for row in known:
        writer.writerow([harmless(row.get(name, "")) for name in names])
    return _BYTE_ORDER_MARK + written.getvalue()
