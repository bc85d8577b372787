"""Acute danger: "In geval van acute nood wordt de politie direct ingeschakeld via 112" (plan 2.2).

Recorded and sent in a transaction of its own, before anything about the rest of the report is judged. What was wrong in
it follows on the same lane, at once, and the police confirm it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.catalogue import type_of
from schemas.disclosures import correction, correction_type, disclosure, disclosure_type, project
from schemas.disclosures.afterwards import AlertWithdrawn
from schemas.envelope import new_event
from schemas.events.acts.intake import AlertCalledOff, AlertCorrected, AlertRaised
from services.casework import notice
from services.intake.alerts import acts, store
from services.intake.alerts.domain import Danger
from services.runtime.base import telemetry
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from schemas.text import Contract
    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection

PARTNER = "politie"


@dataclass(frozen=True, slots=True)
class DisclosureInput:
    """What the police's disclosure model chooses from."""

    reference: UUID
    raised_at: datetime
    municipality: str | None
    personal: Danger
    notice: UUID


class WithdrawnError(ValueError):
    """The danger of this alert is not there any more."""


async def raise_alert(
    connection: Connection, caller: Caller, danger: Danger, request_key: str | None
) -> tuple[store.Alert, AlertRaised | None, list[Outgoing]]:
    """Record the alert for its own lane; once per request key, so without an act where it was raised before."""
    act = AlertRaised(**caller.acting(datetime.now(UTC)), alert_id=uuid4(), signal_id=danger.signal_id)
    alert = await acts.raise_alert(connection, act, request_key, sha256(repr(danger).encode()).digest())
    if alert.alert_id != act.alert_id:
        return alert, None, []
    whole = DisclosureInput(alert.alert_id, alert.raised_at, danger.municipality, danger, alert.alert_id)
    data = project(disclosure(PARTNER, "alert"), whole)
    return alert, act, [_sent(alert, disclosure_type(PARTNER, "alert"), data)]


async def correct(
    connection: Connection, caller: Caller, alert: store.Alert, danger: Danger
) -> tuple[AlertCorrected, Outgoing]:
    """The alert as it should have been, instead of what was sent. Raises WithdrawnError."""
    act = AlertCorrected(**caller.acting(datetime.now(UTC)), alert_id=alert.alert_id, notice=uuid4())
    whole = DisclosureInput(alert.alert_id, alert.raised_at, danger.municipality, danger, act.notice)
    data = project(correction(PARTNER, "alert"), whole)
    return act, await _notify(connection, alert, correction_type(PARTNER, "alert"), data)


async def withdraw(connection: Connection, caller: Caller, alert: store.Alert) -> tuple[AlertCalledOff, Outgoing]:
    """Nobody needs to go. Raises WithdrawnError."""
    act = AlertCalledOff(**caller.acting(datetime.now(UTC)), alert_id=alert.alert_id, notice=uuid4())
    data = AlertWithdrawn(reference=alert.alert_id, notice=act.notice)
    told = await _notify(connection, alert, type_of(AlertWithdrawn), data)
    await acts.call_off(connection, act)
    return act, told


async def _notify(connection: Connection, alert: store.Alert, event_type: str, data: Contract) -> Outgoing:
    if alert.withdrawn_at:
        raise WithdrawnError
    told = _sent(alert, event_type, data)
    await notice.tell(connection, told.event)
    return told


def _sent(alert: store.Alert, event_type: str, data: Contract) -> Outgoing:
    event = new_event("intake", event_type, str(alert.alert_id), data, telemetry.unlinkable())
    return Outgoing(f"alert.{PARTNER}", event, urgent=True)
