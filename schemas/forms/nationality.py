"""Nationalities: ISO 3166-1 alpha-2, ``NL``; ``XXA`` for the stateless and ``XXX`` where it is not known.

The last two are those of travel documents (ICAO 9303-3, section 5); ISO 3166 has none. The BRP calls them
"Staatloos" (0499) and "Onbekend" (0000) in its table of nationalities.
"""

from __future__ import annotations

STATELESS, UNKNOWN = "XXA", "XXX"
WANTED = "is een landcode van twee letters, bijvoorbeeld NL; of staatloos (XXA), of onbekend (XXX)"

_WORDS = {"STAATLOOS": STATELESS, "0499": STATELESS, "ONBEKEND": UNKNOWN, "0000": UNKNOWN}


def parse(written: str) -> str:
    """Raises ValueError."""
    code = _WORDS.get(written.strip().upper(), written.strip().upper())
    two_letters = len(code) == 2 and code.isascii() and code.isalpha()
    if not two_letters and code not in (STATELESS, UNKNOWN):
        raise ValueError(WANTED)
    return code
