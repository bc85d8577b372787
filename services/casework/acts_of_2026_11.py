"""What every desk did until 2026-11, read as acts of today."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from schemas.events.acts.retention import ContentDestroyed
from schemas.events.acts.terms import TermPassed
from services.runtime.operate import acts_of_2026_11 as earlier
from services.runtime.operate.comparison import clock, skip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.codes.flow import Awaited
    from services.runtime.operate.acts_of_2026_11 import Performed
    from services.runtime.operate.comparison import Exempt

NEAR = clock("was the moment before the event's")

BY_PARTNER = skip("was what the partner said, and is when the broker got it")

EXEMPT: Mapping[str, Exempt] = {
    **earlier.EXEMPT,
    "destruction.destroyed_at": NEAR,
    "hold": skip("which one was placed was not said"),
}


def escalated(event: Performed, awaited: Awaited) -> TermPassed:
    """``detail`` was "uiterlijk <day>, aan zet: <owner>"."""
    found = re.fullmatch(r"uiterlijk (\S+), aan zet: (.+)", event.data.detail or "")
    if found is None:
        raise ValueError("a term that passed said which")
    waiting, *about = event.data.objects
    return TermPassed(
        **earlier.by(event),
        waiting=waiting,
        about=next(iter(about), None),
        awaited=awaited,
        owner=found[2],
        due_on=date.fromisoformat(found[1]),
    )


def destroyed(event: Performed) -> ContentDestroyed:
    """Its ``facts`` name the day. Raises ValueError or LookupError where they do not."""
    (signal_id,) = event.data.objects
    facts = event.data.facts
    return ContentDestroyed(
        **earlier.by(event),
        signal_id=signal_id,
        kind=facts["kind"],
        destroy_after=date.fromisoformat(facts["destroy_after"]),
    )
