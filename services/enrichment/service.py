"""Enrichment, put together."""

import asyncio
from pathlib import Path

from services.casework import deadlines
from services.casework.retention import MIGRATIONS
from services.casework.retention.api import router as retention
from services.casework.retention.clock import destroying
from services.casework.terms.escalation import escalating
from services.enrichment import store
from services.enrichment.api import router
from services.enrichment.desk_metrics import measure
from services.enrichment.escalation import TERMS
from services.enrichment.handlers import DISPATCH
from services.enrichment.interventions import api as intervention_api
from services.enrichment.objects.linking import link_for_ever
from services.enrichment.registers.lookup import look_up_for_ever
from services.enrichment.replay import REPLAY
from services.runtime.base.config import Config, EnrichmentConfig
from services.runtime.base.database import Pool
from services.runtime.service import Service

router.include_router(intervention_api.router)
router.include_router(retention)


async def work_beside_the_stream(config: Config, pool: Pool) -> None:
    """Look-ups, links, and the clock for what waits and what must go."""
    async with asyncio.TaskGroup() as group:
        group.create_task(look_up_for_ever(config, pool))
        group.create_task(link_for_ever(config, pool))
        group.create_task(deadlines.watch_for_ever(pool, escalating("enrichment", TERMS)))
        group.create_task(deadlines.watch_for_ever(pool, destroying("enrichment", store.kept, store.wipe)))


SERVICE = Service(
    name="enrichment",
    title="Signaalketen: verrijking",
    migrations=[MIGRATIONS, Path(__file__).parent / "migrations"],
    router=router,
    handle=DISPATCH,
    replay=REPLAY,
    desks=measure,
    job=work_beside_the_stream,
    config=EnrichmentConfig,
)
