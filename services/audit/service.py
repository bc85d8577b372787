"""Audit, put together."""

from pathlib import Path

from fastapi import APIRouter

from services.audit.api import router
from services.audit.log_api import log_router, proof_route
from services.audit.store import add
from services.audit.why_api import router as why_router
from services.audit.why_screen import screen_router
from services.runtime.base.config import AuditConfig
from services.runtime.base.service import Service

router.include_router(why_router)

files = APIRouter()
files.include_router(log_router)
files.include_router(screen_router)


SERVICE = Service(
    name="audit",
    title="Signaalketen: audit",
    migrations=[Path(__file__).parent / "migrations"],
    router=router,
    store_raw=add,
    config=AuditConfig,
    files=files,
    plain=[proof_route],
)
