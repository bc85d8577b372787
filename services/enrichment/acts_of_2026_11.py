"""Enrichment's acts until 2026-11, read as those of today."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from schemas.codes.flow import Awaited
from schemas.codes.register import LookupState
from schemas.events.acts.enrichment import AddressLookedUp, CompanyLookedUp, ResidentsLookedUp, SignalAssessed
from services.casework import acts_of_2026_11 as casework
from services.enrichment.domain import LEADS_TO
from services.runtime.operate import acts_of_2026_11 as earlier
from services.runtime.operate.comparison import skip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from schemas.events.acts import Act
    from schemas.text import Contract
    from services.runtime.messaging.dispatch import Delivery
    from services.runtime.operate.acts_of_2026_11 import Performed
    from services.runtime.operate.comparison import Exempt

EXEMPT: Mapping[str, Exempt] = {
    **casework.EXEMPT,
    "signal.state_since": skip("was when a worker got to it"),
    "signal.escalated_at": casework.NEAR,
    "signal.assessed_at": casework.NEAR,
    "intervention": skip("which one was recorded, and of what kind, was not said"),
}

_CONCLUSIONS = {state.value: conclusion for conclusion, state in LEADS_TO.items()}


def _assessed(event: Performed) -> Act:
    (signal_id,), facts = event.data.objects, event.data.facts
    until = facts.get("destroy_after")
    return SignalAssessed(
        **earlier.by(event),
        signal_id=signal_id,
        conclusion=_CONCLUSIONS[facts["state"]],
        destroy_after=date.fromisoformat(until) if until else None,
    )


def _address(event: Performed) -> Act:
    (signal_id,), state = event.data.objects, event.data.facts["address_state"]
    return AddressLookedUp(**earlier.by(event), signal_id=signal_id, known=state == LookupState.FOUND)


def _company(event: Performed) -> Act:
    (signal_id,), state = event.data.objects, event.data.facts["company_state"]
    return CompanyLookedUp(**earlier.by(event), signal_id=signal_id, known=state == LookupState.FOUND)


def _residents(event: Performed) -> Act:
    (signal_id,), state = event.data.objects, event.data.facts["residents_state"]
    return ResidentsLookedUp(**earlier.by(event), signal_id=signal_id, known=state == LookupState.FOUND)


def _escalated(event: Performed) -> Act:
    return casework.escalated(event, Awaited.SIGNAL)


def acts(events: Sequence[Delivery[Contract]]) -> dict[UUID, Act]:
    """Those in this history, by the id of the event that held each."""
    readers = {
        "beoordeelSignaal": _assessed,
        "zoekAdresOp": _address,
        "zoekBedrijfOp": _company,
        "zoekBewonersOp": _residents,
        "escaleer": _escalated,
        "vernietig": casework.destroyed,
    }
    return earlier.read(events, readers)
