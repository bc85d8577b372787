"""What a reporter does with a signal: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus
from services.intake.alerts import store as alert_store
from services.intake.known_as import named
from services.intake.signals import store
from services.intake.signals.domain import ENDED
from services.intake.signals.store import Signal

if TYPE_CHECKING:
    from schemas.events.acts.intake import SignalReported, SignalTakenBack, SupplementGiven
    from schemas.events.signal import SignalContent
    from services.runtime.base.database import Connection


async def report(
    connection: Connection, act: SignalReported, reported_by: str | None = None, waiting: SignalContent | None = None
) -> None:
    """``waiting``: what was reported, as long as it has gone nowhere. ``reported_by`` is in no event."""
    made = Signal(act.signal_id, reported_by or named(act.actor), act.municipality, act.status, act.at, waiting, act.at)
    await store.add(connection, made)
    if act.alert_id:
        await alert_store.link(connection, act.alert_id, act.signal_id)


async def supplement(connection: Connection, act: SupplementGiven) -> None:
    """An answer puts the signal back with the analyst for its reporter. What was told is kept by who has the signal."""
    if not act.unasked:
        await store.set_status(connection, {act.signal_id: (ReporterStatus.RECEIVED, act.at)})


async def take_back(connection: Connection, act: SignalTakenBack) -> None:
    """What it does not end stands where others say."""
    await store.take_back(connection, act.signal_id, act.at)
    if act.status in ENDED:
        await store.set_status(connection, {act.signal_id: (act.status, act.at)})
