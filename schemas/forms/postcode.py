"""Dutch postcodes: ``6511PP``."""

from __future__ import annotations

import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.nl import postcode

WANTED = "is een Nederlandse postcode, bijvoorbeeld 6511 PP; zet een buitenlandse bij de bijzonderheden"


def parse(written: str) -> str:
    """Four digits and two capitals, whatever stood between, before or around them. Raises ValueError."""
    try:
        return postcode.validate(unicodedata.normalize("NFKC", written)).replace(" ", "")
    except ValidationError:
        raise ValueError(WANTED) from None
