"""Enrichment's worker. `faust -A services.enrichment.app agents` lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.registry import read_by
from services.casework.clock import clock
from services.casework.handling.clock import forget_colleagues
from services.enrichment import store
from services.enrichment.escalation import TERMS
from services.enrichment.objects.linking import link_for_ever
from services.enrichment.registers.lookup import look_up_for_ever
from services.enrichment.service import SERVICE
from services.enrichment.weighing import wipe
from services.runtime.worker import WorkerApp

if TYPE_CHECKING:
    from services.runtime.messaging.bus import Fetches

_clock = clock(SERVICE.name, TERMS, store.kept, wipe, forget_colleagues)
app = WorkerApp(SERVICE, beside=(look_up_for_ever, link_for_ever, _clock))
inbound = app.reads(*read_by(f"service:{SERVICE.name}"))


@app.agent(inbound)
async def enrich(fetches: Fetches) -> None:
    """Signals from the Meldpunt, and what their reporters add: `handlers.DISPATCH`."""
    async for records in fetches:
        await app.take_in(records)
