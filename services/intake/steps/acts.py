"""What is done with a signal that waits for its steps: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus
from services.intake.signals import store

if TYPE_CHECKING:
    from schemas.events.acts.intake import MeldcodeStepsAdded, SignalTakenOver
    from schemas.events.signal import SignalContent
    from services.runtime.base.database import Connection


async def add_steps(connection: Connection, act: MeldcodeStepsAdded, waiting: SignalContent | None = None) -> None:
    """``waiting``: the report with these steps, as long as it has gone nowhere."""
    if act.status is not ReporterStatus.MELDCODE:
        await store.set_status(connection, {act.signal_id: (act.status, act.at)})
    elif waiting:
        await store.keep_waiting(connection, act.signal_id, waiting)


async def take_over(connection: Connection, act: SignalTakenOver, explanation: str | None = None) -> None:
    """The aandachtfunctionaris goes on without the steps; what was kept of the report here goes. ``explanation`` is in
    no event.
    """
    await store.take_over(connection, act.signal_id, act.reason, explanation)
    await store.set_status(connection, {act.signal_id: (act.status, act.at)})
