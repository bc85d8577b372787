"""What the states, steps and lists of this program are called on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import Conclusion, DeclineReason, DoneOutcome
from services.partner_desk.domain import Answer, Fact, Family, Pile, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FAMILIES = {Family.REFERRAL: "verwijzing", Family.CONSULT: "vraag", Family.ALERT: "112-melding"}

PILES = {
    Pile.NEW: "nieuw",
    Pile.WAITS_FOR_US: "wacht op ons",
    Pile.UNDER_WAY: "in behandeling",
    Pile.ENDED: "afgerond",
}

STATES = {
    State.NEW: "nieuw",
    State.RECEIVED: "ontvangst bevestigd",
    State.INFORMATION_ASKED: "wij vroegen meer informatie",
    State.INFORMATION_GIVEN: "de gemeente gaf meer informatie",
    State.ACCEPTED: "aangenomen",
    State.IN_PROGRESS: "in behandeling",
    State.DECLINED: "afgewezen",
    State.DONE: "afgerond",
    State.ANSWERED: "beantwoord",
    State.WITHDRAWN: "ingetrokken",
}

FACTS = {
    Fact.SENT: "ontvangen van de gemeente",
    Fact.CORRECTED: "verbeterd door de gemeente",
    Fact.INFORMATION_GIVEN: "de gemeente beantwoordde onze vraag",
    Fact.REMINDED: "de gemeente gaf meer tijd om te antwoorden",
    Fact.WITHDRAWN: "ingetrokken door de gemeente",
    Fact.REMOVAL_ASKED: "de gemeente vroeg te vernietigen wat wij kregen",
    Fact.REFUSED: "ons antwoord is geweigerd",
}

ANSWERS = {
    Answer.RECEIVED: "ontvangst bevestigd",
    Answer.ACCEPTED: "aangenomen",
    Answer.DECLINED: "afgewezen",
    Answer.MORE_INFORMATION_ASKED: "meer informatie gevraagd",
    Answer.STARTED: "begonnen",
    Answer.DONE: "afgerond",
    Answer.ANSWERED: "vraag beantwoord",
    Answer.ACKNOWLEDGED: "112-melding gezien",
    Answer.CONFIRMED: "bevestigd",
}

REASONS = {
    DeclineReason.NOT_COMPETENT: ("Wij gaan hier niet over", ""),
    DeclineReason.ALREADY_KNOWN: ("Wij hebben deze zaak al in behandeling", ""),
    DeclineReason.INSUFFICIENT: ("Er is te weinig informatie", "Wilt u iets weten, vraag dan eerst meer informatie."),
    DeclineReason.NO_CAPACITY: ("Wij hebben nu geen plaats", ""),
}

OUTCOMES = {
    DoneOutcome.HELP_STARTED: ("De hulp is begonnen", ""),
    DoneOutcome.CASE_CLOSED: ("De zaak is afgerond", ""),
    DoneOutcome.NO_FOLLOW_UP: ("Er komt geen vervolg", ""),
}

CONCLUSIONS = {
    Conclusion.SUPPORTS: ("Wat wij weten ondersteunt het vermoeden", ""),
    Conclusion.DOES_NOT_SUPPORT: ("Wat wij weten ondersteunt het vermoeden niet", ""),
    Conclusion.UNKNOWN: ("Wij weten hier niets van", ""),
}

_ALL: Mapping[str, Mapping[str, str]] = {
    "familie": {str(code): name for code, name in FAMILIES.items()},
    "stapel": {str(code): name for code, name in PILES.items()},
    "toestand": {str(code): name for code, name in STATES.items()},
    "stap": {str(code): name for code, name in {**FACTS, **ANSWERS}.items()},
}


def called(code: str, kind: str) -> str:
    """Every code of this program has a word."""
    return _ALL[kind][str(code)]


FILTERS: Mapping[str, Callable[..., object]] = {"called": called}
