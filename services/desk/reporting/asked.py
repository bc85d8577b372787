"""What a report asks, in words: the same on the pages, on the list to print, and when it is looked over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel, Gender
from schemas.codes.municipality import NAMES
from services.screens import words

if TYPE_CHECKING:
    from collections.abc import Mapping

KNOWN = {
    "zelf-gezien": ("Ik heb het zelf gezien of gehoord", ""),
    "van-slachtoffer": ("Het slachtoffer vertelde het mij", ""),
    "van-ander": ("Iemand anders vertelde het mij", ""),
    "vermoeden": ("Ik leid het af uit wat ik zie", ""),
}
URGENT = {
    "nu": (
        "Er is nu direct gevaar",
        "Bel ook zelf 112. Zodra u verder gaat, krijgt de politie een alarm met wat u tot nu toe invulde.",
    ),
    "dagen": (
        "Er gebeurt waarschijnlijk binnen enkele dagen iets",
        "Bijvoorbeeld: iemand vertrekt of wordt verplaatst.",
    ),
    "niet": ("Het is niet dringend", ""),
}
YES_NO = {"ja": ("Ja", ""), "nee": ("Nee", "")}
CIRCLE = {
    **YES_NO,
    "weet-niet": ("Dat weet ik niet", ""),
}
RECOGNISABLE = {
    "ja": ("Ja, er is een slachtoffer te herkennen", "U weet wie het is, of hoe iemand te vinden is."),
    "nee": ("Nee, ik kan niemand aanwijzen", "U meldt een plek, een bedrijf of iets anders dat niet klopt."),
}
CHANNELS = {
    Channel.MELDPUNT.value: ("Het Meldpunt Ondermijning", "De analist zoekt er eerst meer bij. Dit is de gewone weg."),
    Channel.NETWORK.value: (
        "Direct de aandachtfunctionaris mensenhandel",
        "Als u met de aandachtfunctionaris samenwerkt en dit zo afsprak.",
    ),
}
MINOR = [("", "Niet bekend"), ("ja", "ja, jonger dan 18"), ("nee", "nee, 18 of ouder")]
MUNICIPALITIES = [("", "Kies een gemeente"), *NAMES.items()]
HELP = {
    "ja": ("Ja, ik bied of organiseer hulp", "Zelf, of met een andere instelling."),
    "nee": ("Nee, dat kan ik niet of niet genoeg", ""),
}
TO_VEILIG_THUIS = {
    "ja": (
        "Ja, melden bij Veilig Thuis",
        "Bij acute of structurele onveiligheid hoort u te melden. De melding gaat dan meteen ook naar Veilig Thuis.",
    ),
    "nee": ("Nee, niet melden bij Veilig Thuis", "De melding gaat naar het meldpunt of de aandachtfunctionaris."),
}


def forms() -> dict[Form, str]:
    """What may be going on, and what it is called."""
    return {one: words.label(one, "uitbuitingsvorm") for one in Form}


def sectors() -> list[tuple[str, str]]:
    """To choose from; first that none is chosen."""
    return [("", "Kies een sector"), *words.names("sector").items()]


def roles() -> list[tuple[str, str]]:
    """The same, of who is in a report."""
    return [("", "Kies een rol"), *words.names("rol").items()]


def genders() -> list[tuple[str, str]]:
    """The same; that it is not known is said by choosing none."""
    return [
        ("", "Niet bekend"),
        *((code, name) for code, name in words.names("geslacht").items() if code != Gender.UNKNOWN),
    ]


STEPS: Mapping[int, tuple[str, str]] = {
    1: (
        "Stap 1: breng in kaart wat u ziet",
        "Wat zag of hoorde u, wanneer, en van wie? Schrijf feiten op, en wat een vermoeden is noemt u een vermoeden.",
    ),
    2: (
        "Stap 2: overleg",
        "Met een deskundige collega, de aandachtfunctionaris of Veilig Thuis (0800 2000). Dat kan zonder namen.",
    ),
    3: (
        "Stap 3: praat met wie het betreft",
        "Alleen, op een veilige plek en zonder dat anderen meeluisteren. Met een tolk die niet uit de omgeving komt.",
    ),
    4: (
        "Stap 4: weeg",
        "Is er acute of structurele onveiligheid? Gebruik het afwegingskader van uw beroepsgroep, en vraag zo nodig "
        "Veilig Thuis mee te wegen.",
    ),
    5: (
        "Stap 5: beslis",
        "Twee besluiten: is melden bij Veilig Thuis nodig, en kunt u (ook) zelf hulp bieden of regelen?",
    ),
}
SENTENCES = (
    "Ik maak mij zorgen over u. Mag ik vertellen wat ik zie?",
    "U hoeft niets te zeggen wat u niet wilt. Ik luister, en ik oordeel niet.",
    "Ik kan niet beloven dat ik het voor me houd. Wat ik doe, vertel ik u eerst.",
    "Wat maakt dat u niet kunt stoppen of weggaan? Is er iemand voor wie u bang bent?",
    "Hoe en wanneer kan ik u veilig bereiken?",
)
"""That help to tell somebody."""
SENTENCES_TO_A_CHILD = (
    "Ik zie dat het niet goed met je gaat. Je mag vertellen wat je wilt, op jouw manier.",
    "Het is niet jouw schuld.",
    "Ik kan het niet geheim houden, want jij moet veilig zijn. Ik zeg je wat ik ga doen en wanneer.",
    "Bij wie voel jij je veilig?",
)
ABOUT_A_CHILD = (
    "Praat met het kind zelf, zoals dat bij de leeftijd past: hoe, staat in de meldcode van uw organisatie. Met de "
    "ouders praat u ook, tenzij dat het kind of u in gevaar brengt: dan vervalt dat gesprek, en schrijft u op waarom.",
    "Melden bij Veilig Thuis kan zonder toestemming (Wmo 2015, 5.2.6), ook zonder die van de ouders.",
    "Hulp aan een minderjarig slachtoffer loopt via de Jeugdwet (plan 2.4). De plicht van deze meldcode staat voor de "
    "jeugdhulp in Jeugdwet 4.1.7.",
)
"""What is different where a victim is a minor."""

NAMES_OF = {
    "gemeente": "Gemeente",
    "gezien_op": "Gezien op",
    "straat": "Straat",
    "huisnummer": "Huisnummer",
    "toevoeging": "Toevoeging",
    "postcode": "Postcode",
    "plaats": "Plaats",
    "bijzonderheden": "Hoe de plek te vinden is",
    "bedrijf": "Naam van het bedrijf",
    "kvk_nummer": "KVK-nummer",
    "branche": "Branche",
    "kentekens": "Kentekens",
    "vorm": "Vorm van uitbuiting",
    "omschrijving": "Wat er gebeurt",
    "hoe": "Hoe u dit weet",
    "dringend": "Hoe dringend het is",
    "dringend_waarom": "Waaraan u dat merkt",
    "hulpvraag": "Welke hulp nodig is",
    "teken": "Wat u zag",
    "herkenbaar": "Slachtoffer te herkennen",
    "kring": "Huiselijke kring",
    "melder_naam": "Uw naam",
    "melder_organisatie": "Uw organisatie",
    "melder_sector": "Uw sector",
    "melder_functie": "Uw functie",
    "melder_telefoon": "Uw telefoonnummer",
    "melder_email": "Uw e-mailadres",
    "kanaal": "Waar het heen gaat",
    "veilig_thuis": "Melden bij Veilig Thuis",
    "hulp": "Hulp bieden of regelen",
    "stap_3_overgeslagen": "Stap 3 vervalt",
}
_OF_A_PERSON = {
    "rol": "rol",
    "naam": "naam",
    "geboren": "geboortedatum",
    "leeftijd": "geschatte leeftijd",
    "minderjarig": "minderjarig",
    "geslacht": "geslacht",
    "nationaliteit": "nationaliteit",
    "telefoon": "telefoonnummer",
    "veilig": "veilig te bereiken",
}
_OF_A_STEP = {"op": "gezet op", "bevinding": "wat u vond"}

WANTED = {
    "gemeente": "Kies de gemeente waar het gebeurt, bijvoorbeeld: Nijmegen.",
    "vorm": "Kies minstens één vorm. Weet u het niet, kies dan: vorm nog niet bekend.",
    "herkenbaar": "Kies of er een slachtoffer te herkennen is: ja of nee.",
    "melder_sector": "Kies de sector waarin u werkt, bijvoorbeeld: onderwijs.",
}
"""Of what is chosen from a list: its codes help nobody."""


def called(field: str) -> str:
    """What a field is called, with whom or what it is about."""
    kind, _, rest = field.partition("_")
    number, _, name = rest.partition("_")
    if kind == "persoon":
        return f"Persoon {number}, {_OF_A_PERSON[name]}"
    if kind == "stap" and name in _OF_A_STEP:
        return f"Stap {number}, {_OF_A_STEP[name]}"
    return NAMES_OF.get(field, "De melding")
