"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

# Without a postcode: the rule nlgov:problem-invalid-input takes any name with "post" in it for an operation.
_REPORT: dict[str, Any] = {
    "kanaal": "meldpunt",
    "gemeente": "GM0268",
    "vormen": ["arbeid"],
    "omschrijving": "Zes medewerkers slapen boven de wasserij; hun paspoorten liggen bij de eigenaar.",
    "melder": {
        "naam": "Anouk Terpstra",
        "organisatie": "Gemeente Nijmegen, Toezicht en Handhaving",
        "sector": "gemeente",
        "email": "a.terpstra@example.nl",
    },
    "slachtofferHerkenbaar": True,
    "acuteNood": False,
    "waargenomenOp": "2026-11-13",
    "betrokkenen": [{"rol": "slachtoffer", "naam": "Ioana Marinescu", "nationaliteit": "RO"}],
    "locatie": {"straat": "Korte Havendijk", "huisnummer": 14, "plaats": "Nijmegen"},
    "bedrijf": {"naam": "Wasserij De Blauwe Bel", "kvkNummer": "99000017"},
    "indicatoren": ["woont-op-het-werk", "geen-eigen-papieren"],
}

SAMPLES: dict[str, Any] = {
    "meldSignaal": _REPORT,
    "toonMeldvoorbeeld": _REPORT,
    "vulSignaalAan": {"tekst": "De medewerkers worden elke avond om 23.00 uur met een wit busje teruggebracht."},
    "trekSignaalIn": {"reden": "De eigenaar liet alle paspoorten zien; ik had het verkeerd begrepen."},
    "voegMeldcodeStappenToe": {
        "stappen": [
            {"stap": 4, "gezetOp": "2026-11-16", "bevinding": "Onveiligheid is niet uit te sluiten."},
            {"stap": 5, "gezetOp": "2026-11-17", "bevinding": "Melden bij Veilig Thuis."},
        ],
        "meldenBijVeiligThuis": True,
        "hulpBieden": True,
        "huiselijkeKring": True,
    },
    "geefAlarm": {
        "situatie": "Een minderjarig meisje wordt nu bij school opgewacht door een man die haar bedreigde.",
        "gemeente": "GM0281",
        "locatie": {"straat": "Oude Veilingweg", "huisnummer": 3, "plaats": "Tiel"},
    },
    "corrigeerAlarm": {"situatie": "Het is aan de overkant: de loods met de rode deur.", "gemeente": "GM0268"},
    "trekAlarmIn": {"reden": "gevaar-geweken", "toelichting": "De man is vertrokken; het meisje is binnen."},
    "neemSignaalOver": {
        "reden": "melder-reageert-niet",
        "toelichting": "De school reageert niet; het meisje kan niet langer wachten.",
    },
}
