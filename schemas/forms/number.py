"""Whole numbers: ``12``."""

from __future__ import annotations

import re
import unicodedata


def parse(written: object) -> int | None:
    """The number, also where a form sends it as text; None where it is none."""
    if isinstance(written, str):
        plain = unicodedata.normalize("NFKC", written).strip()
        return int(plain) if re.fullmatch(r"-?[0-9]{1,9}", plain) else None
    if isinstance(written, float) and written.is_integer():
        return int(written)
    return written if isinstance(written, int) and not isinstance(written, bool) else None
