"""Triage, put together."""

from pathlib import Path

from services.casework.retention import MIGRATIONS
from services.casework.retention import api as retention_api
from services.runtime.base.config import TriageConfig
from services.runtime.base.service import Service
from services.triage.agenda import api as agenda_api
from services.triage.amendments import api as amendments_api
from services.triage.consultations import api as consult_api
from services.triage.decisions import api as decision_api
from services.triage.handlers import DISPATCH
from services.triage.replay import REPLAY
from services.triage.worklist.api import router
from services.triage.worklist.metrics import measure

for part in (consult_api, agenda_api, decision_api, amendments_api, retention_api):
    router.include_router(part.router)

SERVICE = Service(
    name="triage",
    title="Signaalketen: triage",
    migrations=[MIGRATIONS, Path(__file__).parent / "migrations"],
    router=router,
    handle=DISPATCH,
    config=TriageConfig,
    replay=REPLAY,
    desks=measure,
)
