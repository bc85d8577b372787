"""Where a report stands, as its reporter may know it: what it is called, and what happens now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus as At
from services.desk.reporting import asked
from services.screens import words

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEXT: Mapping[str, str] = {
    At.RECEIVED: "De analist van het Meldpunt Ondermijning zoekt er meer bij.",
    At.MELDCODE: "Uw melding gaat verder zodra de vijf stappen van de meldcode zijn gezet.",
    At.INFORMATION_ASKED: "De analist kan niet verder zonder meer informatie van u.",
    At.CLOSED_NOT_STRENGTHENED: "Het vermoeden werd niet sterker. Ziet u meer, meld het dan opnieuw.",
    At.WITH_AANDACHTFUNCTIONARIS: "De aandachtfunctionaris mensenhandel beoordeelt het.",
    At.REFERRED: "Een partner heeft het gekregen.",
    At.IN_PROGRESS: "Een partner is ermee bezig.",
    At.CLOSED: "Er is gedaan wat nodig was. Wat precies, hoort u hier niet.",
    At.WITHDRAWN: "U trok uw melding in.",
}


def own() -> dict[str, tuple[str, str]]:
    """By state what it is called, and what happens now."""
    return words.choices("meldingstatus", _NEXT)


ENDED = frozenset({At.CLOSED, At.CLOSED_NOT_STRENGTHENED, At.WITHDRAWN})

_CHOSEN = {"veilig_thuis": asked.TO_VEILIG_THUIS, "hulp": asked.HELP, "kring": asked.CIRCLE}


def said(field: str, value: str) -> str:
    """What was chosen in this field, in words; anything else as it was written."""
    return _CHOSEN[field].get(value, (value, ""))[0] if field in _CHOSEN else value
