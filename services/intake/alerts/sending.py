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
from schemas.events.audit import ActPerformed
from services.casework import notice
from services.intake.alerts import store
from services.intake.alerts.domain import Danger
from services.runtime.base import telemetry
from services.runtime.messaging import outbox, trail
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.http.auth import Caller

PARTNER = "politie"


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the police's disclosure model chooses from."""

    reference: UUID
    raised_at: datetime
    municipality: str | None
    personal: Danger
    notice: UUID


class WithdrawnError(ValueError):
    """The danger of this alert is not there any more."""


async def raise_alert(connection: Connection, caller: Caller, danger: Danger, request_key: str | None) -> store.Alert:
    """Record the alert and put it on its own lane; once per request key."""
    new = store.Alert(uuid4(), danger.signal_id, caller.subject, datetime.now(UTC), None)
    danger_hash = sha256(repr(danger).encode()).digest()
    alert = await store.add(connection, new, request_key, danger_hash)
    if alert.alert_id == new.alert_id:
        whole = _Whole(alert.alert_id, alert.raised_at, danger.municipality, danger, alert.alert_id)
        data = project(disclosure(PARTNER, "alert"), whole)
        event = new_event(
            "intake", disclosure_type(PARTNER, "alert"), str(alert.alert_id), data, telemetry.unlinkable()
        )
        about = () if alert.signal_id is None else (alert.signal_id,)
        done = ActPerformed(
            actor=caller.subject,
            roles=tuple(sorted(caller.roles)),
            operation="alarmeer",
            objects=(alert.alert_id, *about),
        )
        recorded = trail.event("intake", done, alert.alert_id)
        await outbox.add(connection, [Outgoing(f"alert.{PARTNER}", event, urgent=True), recorded])
    return alert


async def correct(connection: Connection, alert: store.Alert, danger: Danger) -> Outgoing:
    """The alert as it should have been, instead of what was sent. Raises WithdrawnError."""
    told = uuid4()
    whole = _Whole(alert.alert_id, alert.raised_at, danger.municipality, danger, told)
    data = project(correction(PARTNER, "alert"), whole)
    return await _notify(connection, alert, notice.Kind.CORRECTION, (told, correction_type(PARTNER, "alert"), data))


async def withdraw(connection: Connection, alert: store.Alert) -> Outgoing:
    """Nobody needs to go. Raises WithdrawnError."""
    told = uuid4()
    data = AlertWithdrawn(reference=alert.alert_id, notice=told)
    sent = await _notify(connection, alert, notice.Kind.WITHDRAWAL, (told, type_of(AlertWithdrawn), data))
    await store.withdraw(connection, alert.alert_id, sent.event.time)
    return sent


async def _notify(
    connection: Connection, alert: store.Alert, kind: notice.Kind, told: tuple[UUID, str, Contract]
) -> Outgoing:
    if alert.withdrawn_at:
        raise WithdrawnError
    notice_id, event_type, data = told
    event = new_event("intake", event_type, str(alert.alert_id), data, telemetry.unlinkable())
    await notice.add(connection, notice.Notice(notice_id, alert.alert_id, kind, event.time))
    return Outgoing(f"alert.{PARTNER}", event, urgent=True)
