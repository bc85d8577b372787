"""One thing that could be wrong with the code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defect:
    """``find`` occurs in the file exactly ``times`` times."""

    what: str
    file: str
    find: str
    put: str
    tests: str
    times: int = 1
    whole: bool = False
