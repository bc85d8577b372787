"""Text as people and their programs write it: Unicode in many spellings, with signs that nobody sees.

Sources: Unicode Standard Annex 15 (NFC), Technical Report 36 (bidirectional controls that make text read otherwise
than it is), Derived Core Properties (Default_Ignorable_Code_Point, Prepended_Concatenation_Mark).
"""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
# Format characters (category Cf) that are seen: Arabic, Syriac and Kaithi signs around a number or name.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Beside spaces: letters, marks and a symbol that show nothing, as fillers of Korean and the empty Braille pattern.
_BLANK = frozenset("\n\t\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TAGS = range(0xE0000, 0xE1000)
_FIRST_LETTER_THAT_JOINS = 0x590
_NEWLINES = re.compile("\r\n?|\u0085|\u2028|\u2029")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛´`ʼʹʻ′＇ˈ"), "'")


def clean(text: str) -> str:
    """The same text in NFC, its lines ended by a line feed, without blanks around it and without what nobody sees:
    control characters but tab and line feed, bidirectional controls, tags, byte order marks, and joiners outside the
    scripts and emoji that need them. Raises ValueError for half a character (a lone surrogate).
    """
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("bevat een half teken (losse surrogaat); stuur de tekst opnieuw, als UTF-8")
    kept: list[str] = []
    for sign in _NEWLINES.sub("\n", text):
        if sign in _JOINERS:
            if kept and _joins(kept[-1]):
                kept.append(sign)
        elif not _unseen(sign):
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept)).strip().strip(_JOINERS)


def one_line(text: str) -> str:
    """As ``clean``, on one line, with single blanks. Raises ValueError as it does."""
    return " ".join(clean(text).split())


def is_visible(text: str) -> bool:
    """Whether a reader would see anything: a letter, digit, sign or symbol."""
    return any(unicodedata.category(sign)[0] not in "MZ" and not _unseen(sign) and sign not in _BLANK for sign in text)


def is_absent(written: object) -> bool:
    """Whether a field was left open: ``null``, or text that shows nothing."""
    return written is None or (isinstance(written, str) and not is_visible(written))


def alike(text: str) -> str:
    """A key by which two spellings of the same words are equal: case, accents, apostrophes and width say nothing. For
    comparing only, never to be stored or shown.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign) and not _unseen(sign))
    return " ".join(plain.translate(_APOSTROPHES).split())


def _joins(before: str) -> bool:
    return ord(before) >= _FIRST_LETTER_THAT_JOINS and unicodedata.category(before)[0] in "LMS"


def _unseen(sign: str) -> bool:
    if sign in "\n\t" or sign in _SEEN:
        return False
    return (
        unicodedata.category(sign) in ("Cc", "Cf")
        or ord(sign) in _TAGS
        or ord(sign) & 0xFFFE == 0xFFFE  # never a character, on no plane
    )
