"""Intake's worker. `faust -A services.intake.app agents` lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.registry import read_by
from services.casework.clock import clock
from services.intake import retention_store
from services.intake.escalation import TERMS
from services.intake.service import SERVICE
from services.runtime.worker import WorkerApp

if TYPE_CHECKING:
    from services.runtime.messaging.bus import Fetches

app = WorkerApp(SERVICE, beside=(clock(SERVICE.name, TERMS, retention_store.kept, retention_store.wipe),))
inbound = app.reads(*read_by(f"service:{SERVICE.name}"))


@app.agent(inbound)
async def hear_back(fetches: Fetches) -> None:
    """Feedback for reporters, and what the police say of an alert: `handlers.DISPATCH`."""
    async for records in fetches:
        await app.take_in(records)
