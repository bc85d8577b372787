"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, Any] = {
    "stelInstellingVoor": {
        "soort": "normtijd",
        "naam": "zaak-beslissen",
        "ingangsdatum": "2027-01-04",
        "reden": "afspraak-district",
        "waarde": {"werkdagen": 2},
    },
    "bevestigInstelling": {},
    "wijsInstellingAf": {"reden": "niet-afgesproken"},
}
