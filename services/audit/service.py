"""Audit, put together."""

from pathlib import Path

from services.audit.api import router
from services.audit.log_api import log_router
from services.audit.signer import keep_log
from services.audit.store import add
from services.audit.why_api import router as why_router
from services.runtime.config import AuditConfig
from services.runtime.service import Service

router.include_router(why_router)

SERVICE = Service(
    name="audit",
    title="Signaalketen: audit",
    migrations=[Path(__file__).parent / "migrations"],
    router=router,
    store_raw=add,
    job=keep_log,
    config=AuditConfig,
    files=log_router,
)
