"""Triage, put together."""

from pathlib import Path

from services.runtime.service import Service
from services.triage import amend_api, consult_api
from services.triage.api import router
from services.triage.desks import measure
from services.triage.escalation import watch_for_ever
from services.triage.handlers import handle

router.include_router(consult_api.router)
router.include_router(amend_api.router)

SERVICE = Service(
    name="triage",
    title="Signaalketen: triage",
    migrations=[Path(__file__).parent / "migrations"],
    router=router,
    handle=handle,
    desks=measure,
    job=watch_for_ever,
)
