"""Intake's acts until 2026-11, read as those of today."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.flow import Awaited, ReporterStatus
from schemas.disclosures import disclosure
from schemas.disclosures.afterwards import AlertWithdrawn
from schemas.events.acts import By
from schemas.events.acts.intake import (
    AlertCalledOff,
    AlertRaised,
    MeldcodeStepsAdded,
    SignalReported,
    SignalTakenOver,
    SupplementGiven,
)
from schemas.events.signal import SignalSupplemented
from services.casework import acts_of_2026_11 as casework
from services.intake.alerts.sending import PARTNER
from services.runtime.operate import acts_of_2026_11 as earlier
from services.runtime.operate.comparison import skip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from schemas.events.acts import Act
    from schemas.text import Contract
    from services.runtime.messaging.dispatch import Delivery
    from services.runtime.operate.acts_of_2026_11 import Performed, Reader
    from services.runtime.operate.comparison import Exempt

EXEMPT: Mapping[str, Exempt] = {
    **casework.EXEMPT,
    "notice.confirmed_at": casework.BY_PARTNER,
    "alert.acknowledged_at": casework.BY_PARTNER,
    "signal.status_since": skip("was when a worker got to it"),
    "signal.escalated_at": casework.NEAR,
    "notice.escalated_at": casework.NEAR,
}


class _History:
    """What acts did not say themselves."""

    def __init__(self, events: Sequence[Delivery[Contract]]) -> None:
        self._raised_at: dict[UUID, datetime] = {}
        self._withdrawn: dict[UUID, tuple[UUID, datetime]] = {}
        self._supplements: dict[UUID, list[tuple[datetime, UUID]]] = {}
        for event in (delivery.event for delivery in events):
            match event.data:
                case AlertWithdrawn() as told:
                    self._withdrawn[told.reference] = told.notice, event.time
                case SignalSupplemented() as given:
                    self._supplements.setdefault(UUID(event.subject), []).append((event.time, given.supplement_id))
                case data if type(data) is disclosure(PARTNER, "alert"):
                    known = dict(data)
                    self._raised_at[known["reference"]] = known["raised_at"]
                case _:
                    pass

    def _reported(self, event: Performed) -> Act:
        (signal_id,), facts = event.data.objects, event.data.facts
        return SignalReported(
            **earlier.by(event, "received_at"),
            signal_id=signal_id,
            alert_id=UUID(facts["alert"]) if "alert" in facts else None,
            municipality=facts["municipality"],
            status=ReporterStatus(facts["status"]),
        )

    def _steps_added(self, event: Performed) -> Act:
        (signal_id,) = event.data.objects
        status = ReporterStatus(event.data.facts["status"])
        return MeldcodeStepsAdded(**earlier.by(event), signal_id=signal_id, status=status)

    def _taken_over(self, event: Performed) -> Act:
        (signal_id,) = event.data.objects
        status = ReporterStatus(event.data.facts["status"])
        return SignalTakenOver(**earlier.by(event), signal_id=signal_id, status=status)

    def _supplemented(self, event: Performed) -> Act:
        (signal_id,) = event.data.objects
        _, supplement = max(made for made in self._supplements[signal_id] if made[0] <= event.time)
        return SupplementGiven(**earlier.by(event), signal_id=signal_id, supplement_id=supplement)

    def _raised(self, event: Performed) -> Act:
        alert_id, *about = event.data.objects
        by = By(actor=event.data.actor, roles=event.data.roles, at=self._raised_at[alert_id])
        return AlertRaised(**by, alert_id=alert_id, signal_id=next(iter(about), None))

    def _called_off(self, event: Performed) -> Act:
        (alert_id,) = event.data.objects
        notice, at = self._withdrawn[alert_id]
        by = By(actor=event.data.actor, roles=event.data.roles, at=at)
        return AlertCalledOff(**by, alert_id=alert_id, notice=notice)

    def _escalated(self, event: Performed) -> Act:
        return casework.escalated(event, Awaited.CONFIRMATION if len(event.data.objects) > 1 else Awaited.SIGNAL)

    @property
    def readers(self) -> Mapping[str, Reader]:
        """By operation."""
        return {
            "meldSignaal": self._reported,
            "voegMeldcodeStappenToe": self._steps_added,
            "neemSignaalOver": self._taken_over,
            "vulSignaalAan": self._supplemented,
            "alarmeer": self._raised,
            "trekAlarmIn": self._called_off,
            "escaleer": self._escalated,
            "vernietig": casework.destroyed,
        }


def acts(events: Sequence[Delivery[Contract]]) -> dict[UUID, Act]:
    """Those in this history, by the id of the event that held each."""
    return earlier.read(events, _History(events).readers)
