"""Audit, put together."""

import asyncio
from pathlib import Path

from fastapi import APIRouter

from services.audit.api import router
from services.audit.log_api import log_router, proof_route
from services.audit.logbooks import fill_logbooks
from services.audit.signer import keep_log
from services.audit.store import add
from services.audit.why_api import router as why_router
from services.audit.why_screen import screen_router
from services.runtime.base.config import AuditConfig, Config
from services.runtime.base.database import Pool
from services.runtime.service import Service

router.include_router(why_router)

files = APIRouter()
files.include_router(log_router)
files.include_router(screen_router)


async def _keep_log_and_logbooks(config: Config, pool: Pool) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(keep_log(config, pool))
        group.create_task(fill_logbooks(config, pool))


SERVICE = Service(
    name="audit",
    title="Signaalketen: audit",
    migrations=[Path(__file__).parent / "migrations"],
    router=router,
    store_raw=add,
    job=_keep_log_and_logbooks,
    config=AuditConfig,
    files=files,
    plain=[proof_route],
)
