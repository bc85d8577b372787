"""The five steps of the meldcode (plan 2.2, Meldcode). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.envelope import Violation

if TYPE_CHECKING:
    from datetime import date

    from schemas.events.case import Meldcode

STEPS = (1, 2, 3, 4, 5)

_DECISION, _TALK = 5, 3


def missing_steps(meldcode: Meldcode | None) -> tuple[int, ...]:
    """Meldcode steps not taken yet; step 3, the talk, may be skipped for safety but must then say so."""
    taken = {step.step for step in meldcode.steps} if meldcode else set[int]()
    return tuple(step for step in STEPS if step not in taken)


def meldcode_rules(meldcode: Meldcode | None, today: date) -> list[Violation]:
    """What is wrong with the steps. Their order is free, but the decision comes last, and each has its day; only the
    talk may be skipped, for safety.
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
