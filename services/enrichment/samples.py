"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, Any] = {
    "beoordeelSignaal": {
        "conclusie": "versterkt",
        "toelichting": "Twee eerdere meldingen over overbewoning op dit adres.",
    },
    "maakBeoordelingOngedaan": {"reden": "Op de verkeerde knop gedrukt: dit signaal had ik nog niet bekeken."},
    "registreerInterventie": {
        "soort": "controle",
        "plaatsgevondenOp": "2026-03-12",
        "organisatie": "Gemeente Nijmegen, Toezicht en Handhaving",
        "dossiernummer": "TH-2026-0312",
    },
    "trekInterventieIn": {},
}
