"""Number plates of any country, in capitals with a dash between the groups: ``12-ABC-3``, ``GÖ-AB-123``.

Where a German plate has its dash says which town it is from, so groups stay as they were written. A plate written
without any is grouped as the Netherlands do, where it has the shape of one of theirs (Regeling kentekens en
kentekenplaten, side codes 1 to 14).
"""

from __future__ import annotations

import re
import unicodedata

WANTED = "is een kenteken van 4 tot 12 letters en cijfers, bijvoorbeeld 12-ABC-3 of GÖ-AB 123"

_BETWEEN = re.compile(r"[\s.,·•/_\u2010-\u2015\u2212-]+")


def parse(written: str) -> str:
    """Raises ValueError."""
    # Capitals first: NFKC knows a small sign for each that has one.
    capitals = unicodedata.normalize("NFKC", written).upper()
    groups = [group for group in _BETWEEN.split(capitals) if group]
    signs = "".join(groups)
    if not signs.isalnum() or not 4 <= len(signs) <= 12:
        raise ValueError(WANTED)
    return "-".join(_dutch_groups(signs) if len(groups) == 1 else groups)


def alike(plate: str) -> str:
    """A key by which a plate is equal however its groups were written, old forms too. For comparing only."""
    return "".join(_BETWEEN.split(unicodedata.normalize("NFKC", plate).upper()))


def _dutch_groups(signs: str) -> list[str]:
    """Three groups where the signs have the shape of a Dutch plate, else one."""
    runs = re.findall(r"[0-9]+|[A-Z]+", signs)
    groups = [part for run in runs for part in ((run[:2], run[2:]) if len(run) == 4 else (run,))]
    dutch = len(signs) == 6 and signs.isascii() and len(groups) == 3 and len(runs) > 1
    return groups if dutch and max(map(len, groups)) <= 3 else [signs]
