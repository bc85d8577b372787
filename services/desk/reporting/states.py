"""Where a report stands, as its reporter may know it: what it is called, and what happens now."""

from __future__ import annotations

from schemas.codes.flow import ReporterStatus as At
from services.desk.reporting import asked

OWN = {
    At.RECEIVED: ("ontvangen", "De analist van het Meldpunt Ondermijning zoekt er meer bij."),
    At.MELDCODE: ("wacht op uw stappen", "Uw melding gaat verder zodra de vijf stappen van de meldcode zijn gezet."),
    At.INFORMATION_ASKED: ("er is een vraag aan u", "De analist kan niet verder zonder meer informatie van u."),
    At.CLOSED_NOT_STRENGTHENED: ("afgesloten", "Het vermoeden werd niet sterker. Ziet u meer, meld het dan opnieuw."),
    At.WITH_AANDACHTFUNCTIONARIS: (
        "bij de aandachtfunctionaris",
        "De aandachtfunctionaris mensenhandel beoordeelt het.",
    ),
    At.REFERRED: ("doorgeleid", "Een partner heeft het gekregen."),
    At.IN_PROGRESS: ("in behandeling", "Een partner is ermee bezig."),
    At.CLOSED: ("afgerond", "Er is gedaan wat nodig was. Wat precies, hoort u hier niet."),
    At.WITHDRAWN: ("ingetrokken", "U trok uw melding in."),
}


def called(state: str) -> str:
    """In a few words; a state that came after these as it is."""
    return next((name for at, (name, _) in OWN.items() if at == state), state)


ENDED = frozenset({At.CLOSED, At.CLOSED_NOT_STRENGTHENED, At.WITHDRAWN})

_CHOSEN = {"veilig_thuis": asked.TO_VEILIG_THUIS, "hulp": asked.HELP, "kring": asked.CIRCLE}


def said(field: str, value: str) -> str:
    """What was chosen in this field, in words; anything else as it was written."""
    return _CHOSEN[field].get(value, (value, ""))[0] if field in _CHOSEN else value
