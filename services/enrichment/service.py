"""Enrichment, put together."""

from pathlib import Path

from services.enrichment.api import router
from services.enrichment.desks import measure
from services.enrichment.handlers import handle
from services.enrichment.lookup import look_up_for_ever
from services.runtime.config import EnrichmentConfig
from services.runtime.service import Service

SERVICE = Service(
    name="enrichment",
    title="Signaalketen: verrijking",
    migrations=[Path(__file__).parent / "migrations"],
    router=router,
    handle=handle,
    desks=measure,
    job=look_up_for_ever,
    config=EnrichmentConfig,
)
