"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, Any] = {
    "beantwoordVraag": {"antwoord": "De betrokkene is het best te bereiken via de bibliotheek, op maandagochtend."},
    "trekVerwijzingIn": {"reden": "De betrokkene blijkt in een andere gemeente al hulp te krijgen."},
}
