"""A case at the desk of the aandachtfunctionaris: where it stands, how long it may wait and is kept. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole
from services.casework.terms.domain import Norm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from schemas.events.signal import SignalFacts, SignalPersonal
    from services.casework.settings.domain import Settings
    from services.triage.referrals.domain import Standing


class State(StrEnum):
    TO_DECIDE = "te-beslissen"
    DECIDED = "besloten"
    WITH_REPORTER = "bij-melder"
    WITH_ANALYST = "bij-analist"
    NOT_STRENGTHENED = "niet-versterkt"
    WITHDRAWN = "ingetrokken"


WITHDRAWN, CLOSED = "zaak-ingetrokken", "zaak-afgesloten"
"""Retention terms, by their names: what was decided can be accounted for."""

NORM = Norm("zaak-beslissen", UserRole.AANDACHTFUNCTIONARIS)
"""How long a case may wait for its decision."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision is taken on: facts outside, people inside."""

    facts: SignalFacts
    personal: SignalPersonal


def kept_until(state: State, referrals: Sequence[Standing], last_moved: date, settings: Settings) -> date | None:
    """Until when the content of a case is kept: None as long as somebody has to do something with it."""
    if state is State.WITHDRAWN:
        return last_moved + settings.kept_for(WITHDRAWN, last_moved)
    if state is State.DECIDED and not any(r.active for r in referrals):
        return last_moved + settings.kept_for(CLOSED, last_moved)
    return None
