"""Enrichment, put together."""

from pathlib import Path

from schemas.codes.flow import UserRole
from services.casework import handling, settings, tally, tenancy
from services.casework.flow.api import flow_router
from services.casework.handling.api import handling_router
from services.casework.handling.samples import SAMPLES as HANDLING_SAMPLES
from services.casework.retention import MIGRATIONS
from services.casework.retention.api import retention_router
from services.casework.retention.domain import DESKS
from services.casework.retention.samples import SAMPLES as RETENTION_SAMPLES
from services.casework.settings.api import texts_router
from services.enrichment.api import router, show
from services.enrichment.config import EnrichmentConfig
from services.enrichment.desk_metrics import measure
from services.enrichment.domain import NORMS
from services.enrichment.handlers import DISPATCH
from services.enrichment.interventions import api as intervention_api
from services.enrichment.privileges import PRIVILEGES
from services.enrichment.replay import REPLAY
from services.enrichment.samples import SAMPLES
from services.enrichment.store import knows
from services.enrichment.walls import WALLS
from services.runtime.definition import Service

SERVICE = Service(
    name="enrichment",
    title="Signaalketen: verrijking",
    migrations=[
        MIGRATIONS,
        tenancy.MIGRATIONS,
        settings.MIGRATIONS,
        handling.MIGRATIONS,
        tally.MIGRATIONS,
        Path(__file__).parent / "migrations",
    ],
    privileges=PRIVILEGES,
    walls=WALLS,
    shows={"signalen": show},
    routers=[
        router,
        intervention_api.router,
        retention_router(knows, *DESKS),
        handling_router(knows, UserRole.ANALYST),
        flow_router(NORMS),
        texts_router(),
    ],
    samples={**SAMPLES, **RETENTION_SAMPLES, **HANDLING_SAMPLES},
    handle=DISPATCH,
    config=EnrichmentConfig,
    replay=REPLAY,
    desks=measure,
)
