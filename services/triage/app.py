"""Triage's worker. `faust -A services.triage.app agents` lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.registry import read_by
from services.casework.clock import clock
from services.casework.handling.clock import forget_colleagues
from services.runtime.worker import WorkerApp
from services.triage import retention_store
from services.triage.escalation import TERMS
from services.triage.service import SERVICE

if TYPE_CHECKING:
    from services.runtime.messaging.bus import Fetches

_KEPT = (retention_store.kept, retention_store.wipe)
app = WorkerApp(SERVICE, beside=(clock(SERVICE.name, TERMS, *_KEPT, forget_colleagues),))
inbound = app.reads(*read_by(f"service:{SERVICE.name}"))


@app.agent(inbound)
async def bring_to_the_desk(fetches: Fetches) -> None:
    """Signals that come to the desk or leave it, referrals that move, and partners' answers: `handlers.DISPATCH`."""
    async for records in fetches:
        await app.take_in(records)
