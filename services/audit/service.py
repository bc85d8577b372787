"""Audit, put together."""

from pathlib import Path

from services.audit import why_store
from services.audit.api import router
from services.audit.config import AuditConfig
from services.audit.log_api import log_router, proof_route
from services.audit.log_metrics import measure
from services.audit.privileges import PRIVILEGES
from services.audit.samples import SAMPLES
from services.audit.search_api import router as search_router
from services.audit.store import add
from services.audit.why_api import router as why_router
from services.audit.why_screen import screen_router
from services.casework import tenancy
from services.casework.settings.api import texts_router
from services.runtime.definition import Service

SERVICE = Service(
    name="audit",
    title="Signaalketen: audit",
    migrations=[tenancy.MIGRATIONS, Path(__file__).parent / "migrations"],
    privileges=PRIVILEGES,
    routers=[router, why_router, search_router, texts_router(why_store.settings)],
    samples=SAMPLES,
    store_raw=add,
    config=AuditConfig,
    files=[log_router, screen_router],
    plain=[proof_route],
    desks=measure,
)
