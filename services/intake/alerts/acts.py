"""What is done with an alert: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.casework.tenancy import store as tenancy
from services.intake.alerts import store
from services.intake.alerts.store import Alert, Request
from services.intake.known_as import named

if TYPE_CHECKING:
    from schemas.events.acts.intake import AlertCalledOff, AlertRaised
    from services.runtime.base.database import Connection


async def raise_alert(
    connection: Connection, act: AlertRaised, raised_by: str | None = None, request: Request | None = None
) -> Alert:
    """``request``: by which it is known again when it is repeated. No event says that, nor ``raised_by``."""
    made = Alert(act.alert_id, act.signal_id, raised_by or named(act.actor), act.at, None)
    await store.add(connection, made, request)
    await tenancy.belongs(connection, act.alert_id, act.municipality, act.at)
    return made


async def call_off(connection: Connection, act: AlertCalledOff, explanation: str | None = None) -> None:
    """The alert stays, with the moment and why; what the police have to confirm is a notice of its own. ``explanation``
    is in no event.
    """
    await store.withdraw(connection, act, explanation)
