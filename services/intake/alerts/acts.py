"""What is done with an alert: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.intake.alerts import store
from services.intake.alerts.store import Alert

if TYPE_CHECKING:
    from schemas.events.acts.intake import AlertCalledOff, AlertRaised
    from services.runtime.base.database import Connection


async def raise_alert(
    connection: Connection, act: AlertRaised, request_key: str | None = None, danger_hash: bytes | None = None
) -> Alert:
    """The alert; that of an earlier act where this is the same request about the same danger, which no event says."""
    made = Alert(act.alert_id, act.signal_id, act.actor, act.at, None)
    return await store.add(connection, made, request_key, danger_hash or act.alert_id.bytes)


async def call_off(connection: Connection, act: AlertCalledOff) -> None:
    """The alert stays, with the moment; what the police have to confirm is a notice of its own."""
    await store.withdraw(connection, act.alert_id, act.at)
