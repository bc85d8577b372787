"""Triage, put together."""

from pathlib import Path

from services.runtime.service import Service
from services.triage.api import router
from services.triage.desks import measure
from services.triage.handlers import handle

SERVICE = Service(
    name="triage",
    title="Signaalketen: triage",
    migrations=[Path(__file__).parent / "migrations"],
    router=router,
    handle=handle,
    desks=measure,
)
