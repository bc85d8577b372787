"""Telephone numbers, as dialled from abroad: E.164, ``+31243291234``."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

WANTED = "is een telefoonnummer met netnummer of landnummer, bijvoorbeeld 024 329 12 34 of +32 470 12 34 56"
WITHOUT_EXTENSION = "is een telefoonnummer zonder toestelnummer, bijvoorbeeld 024 329 12 34"

_HERE = "NL"
_SIGNS = re.compile(r"[0-9+()./ -]+")
_EXTENSION = re.compile(r"(?:x|ext|tst|toestel)\.? ?[0-9]{1,6}$", re.IGNORECASE)
_ANYWHERE = re.compile(r"\+[1-9][0-9]{7,14}")
# 14 and an area code reaches a municipality, 116 and three digits a European help line; neither can be dialled from
# abroad. 112 and the other short numbers are nobody's.
_MUNICIPALITY = re.compile(r"(14)(0[0-9]{2,3})")
_HELP_LINE = re.compile(r"116[0-9]{3}")


def parse(written: str) -> str:
    """E.164 where a country is known, a Dutch number without one; also of numbers that no published plan has yet, as
    long as they could exist. ``14 024`` and ``116111`` stay short. Raises ValueError.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", written)).strip()
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain).removeprefix("tel:")
    if _EXTENSION.search(plain):
        raise ValueError(WITHOUT_EXTENSION)
    if not _SIGNS.fullmatch(plain):
        raise ValueError(WANTED)
    digits = re.sub(r"[^0-9+]", "", plain.replace("(0)", ""))
    if short := _MUNICIPALITY.fullmatch(digits):
        return f"{short[1]} {short[2]}"
    if _HELP_LINE.fullmatch(digits):
        return digits
    return _dialled_from_abroad(digits)


def _dialled_from_abroad(digits: str) -> str:
    abroad = re.sub(r"^00", "+", digits)
    try:
        number = phonenumbers.parse(abroad, _HERE)
    except NumberParseException:
        return _anywhere(abroad)
    dutch_and_whole = digits.startswith("0") and len(str(number.national_number)) >= 9
    if phonenumbers.is_valid_number(number) or (dutch_and_whole and phonenumbers.is_possible_number(number)):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return _anywhere(abroad)


def _anywhere(digits: str) -> str:
    if not _ANYWHERE.fullmatch(digits):
        raise ValueError(WANTED)
    return digits
