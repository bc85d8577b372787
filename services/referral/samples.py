"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, Any] = {
    "beantwoordVraag": {"antwoord": "De betrokkene is het best te bereiken via de bibliotheek, op maandagochtend."},
    "bevestigAntwoord": {"digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"},
    "wijsAntwoordAf": {},
    "trekVerwijzingIn": {"reden": "De betrokkene blijkt in een andere gemeente al hulp te krijgen."},
}
