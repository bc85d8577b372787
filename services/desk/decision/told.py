"""What the API says of the fields of a decision, as fields of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.desk.decision.filled import APART, field
from services.desk.decision.offered import criteria, told_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.desk.decision.filled import Chosen

ELSEWHERE = "elders:"
"""Before what is on no page: it is said, without a link."""

_PLACES = {
    "uitkomsten": "uitkomst",
    "toestemming": "toestemming",
    "toestemming.reden": "toestemmingsreden",
    "toestemming.toelichting": "toestemmingswoorden",
    "ingeschrevenIn": "ingeschreven",
    "motivering": "motivering",
    "verwijzingen": "regie",
}


def fields(told: Mapping[str, str], chosen: Chosen) -> dict[str, str]:
    """Every rule at its field; several at one together."""
    found: dict[str, str] = {}
    for name, rule in told.items():
        place = _place(name.split("."), chosen)
        found[place] = f"{found[place]}; {rule}" if place in found else rule[:1].upper() + rule[1:]
    return found


def _place(name: list[str], chosen: Chosen) -> str:
    known = dict(_PLACES)
    for n, partner in enumerate(chosen.ordered):
        known |= {f"verwijzingen.{n}{inner}": place for inner, place in _of(partner, chosen).items()}
    starts = (".".join(name[:length]) for length in range(len(name), 0, -1))
    return next((known[one] for one in starts if one in known), f"{ELSEWHERE}{'.'.join(name)}")


def _of(partner: str, chosen: Chosen) -> dict[str, str]:
    codes = [*criteria(partner, chosen.day)]
    first = field("criterium", partner, codes[0]) if codes else field("toelichting", partner)
    return {
        "": "regie" if partner == chosen.director else field("naast", partner),
        ".toelichting": field("toelichting", partner),
        ".grondslag": field("grond", partner),
        ".doel": field("grond", partner),
        ".aanmelding": first,
        ".aanmelding.orgaan": field("orgaan", partner),
        ".aanmelding.taak": field("taak", partner),
        **{f".aanmelding.criteria.{n}": field("criterium", partner, code) for n, code in enumerate(codes)},
        **{f".aanmelding.criteria.{n}.eigenWaarneming": field("eigen", partner, code) for n, code in enumerate(codes)},
        **{f".aanmelding.{APART[kind]}": field("apart", partner, kind) for kind in told_apart(partner, chosen.day)},
    }
