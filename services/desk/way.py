"""The way of a case on the drawn stroomschema: what is done, where it is now, and what can come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemas.codes.flow import Channel, Outcome
from services.screens.words import capital, label, moment

if TYPE_CHECKING:
    from services.desk.views.triage import Case, Decision

DONE, HERE, POSSIBLE, NOT = "done", "here", "possible", "not"
_SAID = {DONE: "gedaan", HERE: "hier is de zaak nu", POSSIBLE: "kan nog", NOT: "niet gekozen"}
_KINDS = {DONE: "found", HERE: "busy", POSSIBLE: "neutral", NOT: "neutral"}

_WIDTH, _HEIGHT, _GAP, _MIDDLE = 200, 44, 14, 160
_HALF = 150


@dataclass(frozen=True, slots=True)
class Box:
    """One step; ``lines``: what is written in it; ``about``: what is known of it."""

    name: str
    lines: tuple[str, ...]
    state: str
    about: str = ""
    x: int = 0
    y: int = 0
    width: int = _WIDTH
    height: int = _HEIGHT

    @property
    def said(self) -> str:
        return _SAID[self.state]

    @property
    def kind(self) -> str:
        return _KINDS[self.state]


@dataclass(frozen=True, slots=True)
class Way:
    boxes: tuple[Box, ...]
    lines: tuple[tuple[int, int, int, int], ...]
    height: int


def way(case: Case) -> Way:
    """Boxes from top to bottom; the outcomes two by two at the end, as in the plan."""
    down = [replace(one, x=_MIDDLE - _WIDTH // 2, y=n * (_HEIGHT + _GAP) + 2) for n, one in enumerate(_down(case))]
    top = len(down) * (_HEIGHT + _GAP) + 2
    ends = [
        replace(one, x=5 + (n % 2) * (_HALF + 10), y=top + (n // 2) * (_HEIGHT + _GAP), width=_HALF)
        for n, one in enumerate(_ends(case))
    ]
    lines = [(_MIDDLE, one.y + _HEIGHT, _MIDDLE, one.y + _HEIGHT + _GAP) for one in down]
    return Way((*down, *ends), tuple(lines), top + 2 * (_HEIGHT + _GAP))


def _down(case: Case) -> list[Box]:
    direct = case.content is not None and case.content.channel == Channel.NETWORK
    open_case, decided = case.state == "te-beslissen", bool(case.decisions)
    elsewhere = case.state in ("bij-analist", "bij-melder")
    beside = POSSIBLE if open_case else NOT
    return [
        Box(
            "Melding", ("Melding", "via het netwerk" if direct else "via het Meldpunt"), DONE, moment(case.received_at)
        ),
        Box(
            "Verrijking en analist",
            ("Verrijking", "en analist"),
            HERE if elsewhere else NOT if direct else DONE,
            "niet nodig: het kwam rechtstreeks" if direct else "",
        ),
        Box(
            "Vraag aan een partner",
            ("Vraag aan", "een partner"),
            HERE if case.open_consultations else DONE if case.consultations else beside,
            f"{len(case.consultations)} gesteld" if case.consultations else "",
        ),
        Box("Casustafel", ("Casustafel",), HERE if case.on_agenda else DONE if case.agenda else beside),
        Box(
            "Besluit van de aandachtfunctionaris",
            ("Besluit", "aandachtfunctionaris"),
            HERE if open_case else DONE if decided else POSSIBLE if elsewhere else NOT,
            "wacht op een tweede persoon" if case.to_confirm else "",
        ),
    ]


_ENDS = {
    Outcome.NO_SUSPICION: ("Geen vermoeden:", "hulp of ZVH"),
    Outcome.CARE: ("Zorg:", "zorgcoördinator"),
    Outcome.CARE_AND_CRIMINAL: ("Zorg en straf:", "ZVH"),
    Outcome.ORGANISED_CRIME: ("Ondermijning:", "RIEC"),
}


def _ends(case: Case) -> list[Box]:
    chosen = {outcome: one for one in case.decisions for outcome in one.outcomes}
    rest = POSSIBLE if case.state == "te-beslissen" else NOT
    return [
        Box(capital(label(outcome, "uitkomst", by.decided_at)), lines, DONE, _director(by))
        if (by := chosen.get(outcome))
        else Box(capital(label(outcome, "uitkomst")), lines, rest)
        for outcome, lines in _ENDS.items()
    ]


def _director(decision: Decision) -> str:
    return f"regie: {label(decision.director, 'partner', decision.decided_at)}"
