"""Enrichment, put together."""

from pathlib import Path

from services.casework.retention import MIGRATIONS
from services.casework.retention.api import router as retention
from services.enrichment.api import router
from services.enrichment.desk_metrics import measure
from services.enrichment.handlers import DISPATCH
from services.enrichment.interventions import api as intervention_api
from services.enrichment.replay import REPLAY
from services.runtime.base.config import EnrichmentConfig
from services.runtime.base.service import Service

router.include_router(intervention_api.router)
router.include_router(retention)


SERVICE = Service(
    name="enrichment",
    title="Signaalketen: verrijking",
    migrations=[MIGRATIONS, Path(__file__).parent / "migrations"],
    router=router,
    handle=DISPATCH,
    config=EnrichmentConfig,
    replay=REPLAY,
    desks=measure,
)
