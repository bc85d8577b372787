"""House numbers and what follows them: ``12``, ``A-bis``.

The BAG holds a letter (capital) and an addition of at most four signs; the form has a dash between them.
"""

from __future__ import annotations

import re
import unicodedata

from schemas.forms.number import parse as parse_number

NUMBER_WANTED = "is een huisnummer van 1 tot 99999, bijvoorbeeld 12; wat erachter staat hoort bij toevoeging"
SUFFIX_WANTED = "is wat achter het huisnummer staat, hoogstens 12 letters en cijfers, bijvoorbeeld A, bis of A-2"

_WORDS = ("bis", "ter", "hs", "huis", "boven", "bo", "beneden", "be", "bg", "hoog", "rd", "zw", "rood", "zwart", "to")
_AFTER_LETTER = re.compile(rf"([a-z])([0-9]+|{'|'.join(_WORDS)})")
_CAPITALS = re.compile(r"[0-9]*[a-z]|i{2,3}|iv|vi{1,3}|ix|xi{1,3}")


def number(written: object) -> int:
    """A whole number, also where a form sends it as text. Raises ValueError."""
    found = parse_number(written)
    if found is None or not 1 <= found <= 99999:
        raise ValueError(NUMBER_WANTED)
    return found


def suffix(written: str) -> str:
    """Letters as capitals, words small, a dash between. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", written).casefold().replace(".", "").replace("t/o", "to")
    parts = [part for part in re.split(r"[\s/,_\u2010-\u2015-]+", plain) if part]
    split = [word for part in parts for word in _split(part)]
    form = "-".join(_cased(word) for word in split)
    if not form or len(form) > 12 or not re.fullmatch(r"[A-Za-z0-9-]+", form):
        raise ValueError(SUFFIX_WANTED)
    return form


def _split(part: str) -> tuple[str, ...]:
    """A letter with a number or a word straight behind it are two."""
    together = None if part in _WORDS else _AFTER_LETTER.fullmatch(part)
    return (together[1], together[2]) if together else (part,)


def _cased(word: str) -> str:
    return word.upper() if _CAPITALS.fullmatch(word) else word
