"""How old somebody seems, in whole years: ``15``, ``14-16``."""

from __future__ import annotations

import re

WANTED = "is een geschatte leeftijd in jaren, bijvoorbeeld 15 of 14-16"

_AGES = re.compile(r"([0-9]{1,3})(?:\s*(?:[-\u2010-\u2015]|tot|t/m|tot en met|a|à|of)\s*([0-9]{1,3}))?(?:\s*jaar)?")


def parse(written: object) -> tuple[int, int]:
    """The youngest and the oldest it can be, both included. Raises ValueError."""
    ages = None if isinstance(written, bool) else _AGES.fullmatch(str(written).strip().casefold())
    if not ages:
        raise ValueError(WANTED)
    youngest, oldest = int(ages[1]), int(ages[2] or ages[1])
    if not youngest <= oldest <= 120:
        raise ValueError(WANTED)
    return youngest, oldest
