"""Numbers in the trade register: eight digits, ``01234567``."""

from __future__ import annotations

import re
import unicodedata

WANTED = "is een KVK-nummer van acht cijfers, bijvoorbeeld 01234567"


def parse(written: object) -> str:
    """Also where a form sends a number, which has lost its first nought. Raises ValueError."""
    if isinstance(written, int) and not isinstance(written, bool):
        written = f"{written:08d}"
    plain = re.sub(r"[\s.-]", "", unicodedata.normalize("NFKC", written)) if isinstance(written, str) else ""
    digits = re.sub(r"^kvk(nr|nummer)?:?", "", plain, flags=re.IGNORECASE)
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise ValueError(WANTED)
    return digits
