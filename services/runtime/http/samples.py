"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

# Without a postcode: the rule nlgov:problem-invalid-input takes any name with "post" in it for an operation.
SAMPLES: dict[str, Any] = {
    "meldSignaal": {
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
    },
    "vulSignaalAan": {"tekst": "De medewerkers worden elke avond om 23.00 uur met een wit busje teruggebracht."},
    "voegMeldcodeStappenToe": {
        "stappen": [
            {"stap": 4, "gezetOp": "2026-11-16", "bevinding": "Onveiligheid is niet uit te sluiten."},
            {"stap": 5, "gezetOp": "2026-11-17", "bevinding": "Melden bij Veilig Thuis."},
        ],
        "meldenBijVeiligThuis": True,
    },
    "geefAlarm": {
        "situatie": "Een minderjarig meisje wordt nu bij school opgewacht door een man die haar bedreigde.",
        "gemeente": "GM0281",
        "locatie": {"straat": "Oude Veilingweg", "huisnummer": 3, "plaats": "Tiel"},
    },
    "corrigeerAlarm": {"situatie": "Het is aan de overkant: de loods met de rode deur.", "gemeente": "GM0268"},
    "trekAlarmIn": {},
    "beoordeelSignaal": {
        "conclusie": "versterkt",
        "toelichting": "Twee eerdere meldingen over overbewoning op dit adres.",
    },
    "registreerInterventie": {
        "soort": "controle",
        "plaatsgevondenOp": "2026-03-12",
        "organisatie": "Gemeente Nijmegen, Toezicht en Handhaving",
        "dossiernummer": "TH-2026-0312",
    },
    "trekInterventieIn": {},
    "consulteerPartner": {
        "partner": "nla",
        "vraag": "Zijn er eerdere bevindingen over werktijden of onderbetaling bij deze werkgever?",
        "antwoordVoor": "2026-11-24",
    },
    "beantwoordVraag": {"antwoord": "De betrokkene is het best te bereiken via de bibliotheek, op maandagochtend."},
    "trekVerwijzingIn": {"reden": "De betrokkene blijkt in een andere gemeente al hulp te krijgen."},
    "corrigeer": {
        "reden": "De achternaam was verkeerd overgenomen.",
        "betrokkenen": [{"rol": "slachtoffer", "naam": "Ioana Marinescu", "nationaliteit": "RO"}],
    },
    "trekZaakIn": {"reden": "De melder vergiste zich in het adres; er is niets van deze personen bekend."},
    "verlengTermijn": {"antwoordVoor": "2026-12-08"},
    "agendeer": {
        "tafel": "mdo-mensenhandel",
        "op": "2026-12-03",
        "deelnemers": ["aandachtfunctionaris", "politie", "veilig-thuis", "zorgcoordinator"],
    },
    "legAdviesVast": {"advies": ["zorg-en-strafrechtelijk"], "verslag": "Zaaksysteem, MDO 2026-12-03, punt 2"},
    "haalVanAgenda": {"reden": "De betrokkene is gisteren al in veiligheid gebracht."},
    "bevestigBesluit": {"toelichting": "Akkoord: de onderbouwing staat in het verslag van het MDO."},
    "wijsBesluitAf": {"reden": "Het gevaar voor anderen is nog niet onderbouwd."},
    "neemSignaalOver": {"reden": "De school reageert niet; het meisje kan niet langer wachten."},
    "stopVernietiging": {"reden": "De betrokkene heeft om inzage gevraagd."},
    "hefVernietigingsstopOp": {"reden": "De inzage is gegeven."},
    "zoekBetrokkene": {"zoekwoorden": "Ioana Marinescu"},
    "besluit": {
        "uitkomsten": ["zorg-en-strafrechtelijk"],
        "verwijzingen": [
            {
                "partner": "zvh-rijk-van-nijmegen",
                "regie": True,
                "doel": "Gezamenlijke aanpak van zorg en strafrecht",
                "toelichting": "De zorgkant en de aanpak van de werkgever moeten gelijk op lopen.",
            }
        ],
        "toestemming": {"gevraagd": True, "gegeven": True},
    },
}
