"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, Any] = {
    "neemInBehandeling": {"overnemen": False},
    "neemZakenOver": {"van": "b7d2e1"},
    "legTerug": {},
    "noteer": {"tekst": "De betrokkene belt maandagochtend terug, via de bibliotheek."},
}
