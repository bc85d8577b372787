"""The worker for the care tables. `faust -A services.zorg_referral.app agents` lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.registry import read_by
from services.casework.clock import clock
from services.referral import retention_store
from services.referral.escalation import TERMS
from services.runtime.worker import WorkerApp
from services.zorg_referral.service import SERVICE

if TYPE_CHECKING:
    from services.runtime.messaging.bus import Fetches

app = WorkerApp(SERVICE, beside=(clock(SERVICE.name, TERMS, retention_store.kept, retention_store.wipe),))
inbound = app.reads(*read_by(f"service:{SERVICE.name}"))


@app.agent(inbound)
async def refer(fetches: Fetches) -> None:
    """Decisions, and what partners say of their referrals: `handlers.DISPATCH`."""
    async for records in fetches:
        await app.take_in(records)
