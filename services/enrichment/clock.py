"""Enrichment's clock: what waits too long, and what must go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.casework import deadlines
from services.casework.retention.clock import destroying
from services.casework.terms.escalation import escalating
from services.enrichment import store
from services.enrichment.escalation import TERMS

if TYPE_CHECKING:
    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool


async def clock(_: Config, pool: Pool) -> None:
    """For ever, beside the stream."""
    async with asyncio.TaskGroup() as group:
        group.create_task(deadlines.watch_for_ever(pool, escalating("enrichment", TERMS)))
        group.create_task(deadlines.watch_for_ever(pool, destroying("enrichment", store.kept, store.wipe)))
