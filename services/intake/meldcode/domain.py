"""The five steps of the meldcode (plan 2.2, Meldcode; Besluit verplichte meldcode, 2). Pure.

Which sectors, about whom and since when is in ``schemas/meldcode.yaml``: data, with its source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.envelope import Violation
from schemas.registry import meldcode as register
from services.casework.household.domain import is_within
from services.casework.terms.domain import day_of

if TYPE_CHECKING:
    from datetime import date

    from schemas.events.case import Meldcode
    from schemas.events.signal import SignalContent
    from schemas.legal import MeldcodeRecord

STEPS = (1, 2, 3, 4, 5)

_DECISION, _TALK = 5, 3


def is_under_it(content: SignalContent) -> bool:
    """Plan 2.2: a professional of a sector with a meldcode, and a victim in view; and by the decree and Wmo 5.2.6 not
    where every victim is of age and who exploits is no one of the domestic circle. By the rules of the day it came in.
    """
    record = _rules(content)
    if content.personal.reporter.sector not in record.sectors or not content.victim_recognisable:
        return False
    return record.about is None or _within(content) is not False


def missing_steps(content: SignalContent) -> tuple[int, ...]:
    """Meldcode steps not taken yet; step 3, the talk, may be skipped for safety but must then say so. The fifth is
    taken once all is decided that it decides: whether to report, and whether to help or arrange help.
    """
    meldcode = content.personal.meldcode
    taken = {step.step for step in meldcode.steps} if meldcode else set[int]()
    decided = [meldcode.report_to_veilig_thuis] if meldcode else []
    if meldcode and _rules(content).decides_on_help:
        decided.append(meldcode.arrange_help)
    if None in decided:
        taken.discard(_DECISION)
    return tuple(step for step in STEPS if step not in taken)


def report_rules(content: SignalContent) -> list[Violation]:
    """Wmo 5.2.6: who knows something by profession may tell Veilig Thuis without consent, to end domestic violence or
    child abuse or to look into it, and nothing else.
    """
    meldcode, about = content.personal.meldcode, _rules(content).about
    if about is None or meldcode is None or not meldcode.report_to_veilig_thuis or _within(content):
        return []
    rule = f"kan alleen {about.words} ({about.article}): geef minderjarig of huiselijkeKring; anders false"
    return [Violation("meldenBijVeiligThuis", rule)]


def meldcode_rules(meldcode: Meldcode | None, today: date) -> list[Violation]:
    """What is wrong with the steps. Their order is free, but the decision comes last, and each has its day; only the
    talk may be skipped, for safety: the decree has no other way around it.
    """
    steps = meldcode.steps if meldcode else ()
    found: list[Violation] = []
    if len({step.step for step in steps}) != len(steps):
        found.append(Violation("stappen", "elke stap één keer"))
    for place, step in enumerate(steps):
        field = f"stappen.{place}"
        if step.taken_on > today:
            found.append(Violation(f"{field}.gezetOp", "ligt in de toekomst"))
        if step.skipped_for_safety and step.step != _TALK:
            found.append(Violation(f"{field}.overgeslagenVoorVeiligheid", "kan alleen bij stap 3, het gesprek"))
        if step.step == _DECISION and any(other.taken_on > step.taken_on for other in steps):
            found.append(Violation(f"{field}.gezetOp", "het besluit komt na de andere stappen"))
    return found


def _rules(content: SignalContent) -> MeldcodeRecord:
    return register().on(day_of(content.received_at))


def _within(content: SignalContent) -> bool | None:
    return is_within(content.personal.people, domestic_circle=content.domestic_circle)
