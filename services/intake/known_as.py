"""By what name the trail knows who reports: by none. Who it was is in intake's own tables, and goes with them.

Decision 0007 says why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.events.acts import REPORTER

if TYPE_CHECKING:
    from services.runtime.base.caller import Caller


def on_trail(caller: Caller, reported_by: str | None) -> Caller:
    """As the trail may know this caller for good, in what he does with what ``reported_by`` reported."""
    return replace(caller, subject=REPORTER) if caller.subject == reported_by else caller


def named(actor: str) -> str | None:
    """Who reported, by an act of before 2026-12; later ones do not say it."""
    return None if actor == REPORTER else actor
