"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

_SAMPLES: dict[str, Any] = {
    "consulteerPartner": {
        "partner": "nla",
        "vraag": "Zijn er eerdere bevindingen over werktijden of onderbetaling bij deze werkgever?",
        "antwoordVoor": "2026-11-24",
    },
    "corrigeer": {
        "reden": "De achternaam was verkeerd overgenomen.",
        "betrokkenen": [{"rol": "slachtoffer", "naam": "Ioana Marinescu", "nationaliteit": "RO"}],
    },
    "draagOver": {
        "gemeente": "GM0252",
        "reden": "slachtoffer-verhuisd",
        "grondslag": "wmo-2015-5-1-1",
        "tot": "2027-05-31",
    },
    "neemTerug": {},
    "leesAanvulling": {},
    "trekZaakIn": {"reden": "De melder vergiste zich in het adres; er is niets van deze personen bekend."},
    "verlengTermijn": {"antwoordVoor": "2026-12-08"},
    "agendeer": {
        "tafel": "mdo-mensenhandel",
        "op": "2026-12-03",
        "deelnemers": ["aandachtfunctionaris", "politie", "veilig-thuis", "zorgcoordinator"],
    },
    "legAdviesVast": {"advies": ["zorg-en-strafrechtelijk"], "verslag": "Zaaksysteem, MDO 2026-12-03, punt 2"},
    "haalVanAgenda": {"reden": "De betrokkene is gisteren al in veiligheid gebracht."},
    "bevestigVoorstel": {
        "digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "toelichting": "Akkoord: de onderbouwing staat in het verslag van het MDO.",
    },
    "legToestemmingVast": {
        "gevraagd": True,
        "gegeven": False,
        "reden": "gevaar-voor-anderen",
        "toelichting": "Gesproken op 3 december; wil niet, ook niet na uitleg.",
    },
    "wijsVoorstelAf": {"reden": "Het gevaar voor anderen is nog niet onderbouwd."},
    "besluit": {
        "uitkomsten": ["zorg-en-strafrechtelijk"],
        "verwijzingen": [
            {
                "partner": "zvh-rijk-van-nijmegen",
                "regie": True,
                "doel": "procesregie-zorg-en-veiligheid",
                "toelichting": "De zorgkant en de aanpak van de werkgever moeten gelijk op lopen.",
                "aanmelding": {
                    "orgaan": "burgemeester",
                    "taak": "Handhaving van de openbare orde",
                    "criteria": [
                        {"criterium": "betrokkene", "toelichting": "De betrokkene heeft schulden en geen woning."},
                        {
                            "criterium": "leefgebieden",
                            "toelichting": "Wonen en schulden, met dwang tot diefstal.",
                        },
                        {
                            "criterium": "gevolgen",
                            "toelichting": "Bij twee controles was er dreiging aan de deur.",
                            "eigenWaarneming": True,
                        },
                        {"criterium": "domeinen", "toelichting": "Zorg, politie en gemeente zijn alle drie nodig."},
                    ],
                },
            }
        ],
        "toestemming": {"gevraagd": True, "gegeven": True},
    },
}

SAMPLES: dict[str, Any] = {
    **_SAMPLES,
    "toonBesluitvoorbeeld": _SAMPLES["besluit"],
    "toonConsultatievoorbeeld": _SAMPLES["consulteerPartner"],
    "toonCorrectievoorbeeld": _SAMPLES["corrigeer"],
}
