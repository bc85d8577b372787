"""Intake, put together."""

from pathlib import Path

from fastapi import APIRouter

from services.casework.retention import MIGRATIONS
from services.casework.retention.api import router as retention
from services.intake.alerts.api import router as alerts
from services.intake.handlers import DISPATCH
from services.intake.meldcode.api import router as meldcode
from services.intake.replay import REPLAY
from services.intake.routes.api import router as routes
from services.intake.signals.api import router as signals
from services.intake.waiting.api import router as waiting
from services.runtime.base.service import Service

router = APIRouter()
for room in (alerts, signals, meldcode, routes, waiting, retention):
    router.include_router(room)

SERVICE = Service(
    name="intake",
    title="Signaalketen: intake",
    migrations=[MIGRATIONS, Path(__file__).parent / "migrations"],
    router=router,
    handle=DISPATCH,
    replay=REPLAY,
)
