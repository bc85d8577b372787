"""Audit's worker. `faust -A services.audit.app agents` lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.registry import read_by
from services.audit.bundles_read import forget_for_ever
from services.audit.logbooks import fill_logbooks
from services.audit.service import SERVICE
from services.audit.signer import keep_log
from services.runtime.worker import WorkerApp

if TYPE_CHECKING:
    from services.runtime.messaging.bus import Fetches

app = WorkerApp(SERVICE, beside=(keep_log, fill_logbooks, forget_for_ever))
inbound = app.reads(*read_by(f"service:{SERVICE.name}"))


@app.agent(inbound)
async def keep(fetches: Fetches) -> None:
    """Every record of every topic, byte for byte."""
    async for records in fetches:
        await app.take_in(records)
