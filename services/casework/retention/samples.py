"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, Any] = {
    "stopVernietiging": {"reden": "verzoek-betrokkene", "toelichting": "De betrokkene heeft om inzage gevraagd."},
    "hefVernietigingsstopOp": {"reden": "afgehandeld"},
}
