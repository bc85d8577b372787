"""Days, and days of birth that may be known in part: ISO 8601 (EDTF level 0), ``2009-05-17``, ``2009-05``, ``2009``."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

WANTED = "is een datum (jjjj-mm-dd), bijvoorbeeld 2026-11-27"
BIRTH_WANTED = "is een geboortedatum (jjjj-mm-dd), of alleen jaar en maand of jaar: 2009-05-17, 2009-05 of 2009"

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:T00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?")
_DUTCH = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-00)?)?")
_DUTCH_PARTIAL = re.compile(r"(?:00[-/.])?([0-9]{1,2})[-/.]([0-9]{4})")


def parse(written: object) -> date:
    """A day as text, the year first or last; a number is no date. Raises ValueError."""
    if isinstance(written, date):
        return written
    try:
        if isinstance(written, str):
            plain = unicodedata.normalize("NFKC", written).strip()
            if iso := _ISO.fullmatch(plain):
                return date(int(iso[1]), int(iso[2]), int(iso[3]))
            if dutch := _DUTCH.fullmatch(plain):
                return date(int(dutch[4]), int(dutch[3]), int(dutch[1]))
    except ValueError:  # no such day
        pass
    raise ValueError(WANTED)


def parse_birth(written: object) -> date | str:
    """A day, or text of what is known of it; an unknown part may also be written as noughts, as the BRP does. Raises
    ValueError.
    """
    if isinstance(written, str):
        plain = unicodedata.normalize("NFKC", written).strip()
        if partial := _PARTIAL.fullmatch(plain):
            return _partial(partial[1], partial[2])
        if dutch := _DUTCH_PARTIAL.fullmatch(plain):
            return _partial(dutch[2], dutch[1])
    try:
        return parse(written)
    except ValueError:
        raise ValueError(BIRTH_WANTED) from None


def _partial(year: str, month: str | None) -> str:
    if not int(year) or int(month or 0) > 12:
        raise ValueError(BIRTH_WANTED)
    return f"{year}-{int(month):02d}" if month and int(month) else year


def span(birth: date | str) -> tuple[date, date]:
    """The first and last day it can have been."""
    if isinstance(birth, date):
        return birth, birth
    year, _, month = birth.partition("-")
    first = date(int(year), int(month or 1), 1)
    later = date(int(year), int(month or 12), 28) + timedelta(days=4)
    return first, later - timedelta(days=later.day)
