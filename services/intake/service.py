"""Intake, put together."""

from pathlib import Path

from services.casework.retention import MIGRATIONS
from services.casework.retention.api import router as retention
from services.intake import desk_api
from services.intake.api import router
from services.intake.handlers import DISPATCH
from services.intake.replay import REPLAY
from services.runtime.base.service import Service

router.include_router(desk_api.router)
router.include_router(retention)

SERVICE = Service(
    name="intake",
    title="Signaalketen: intake",
    migrations=[MIGRATIONS, Path(__file__).parent / "migrations"],
    router=router,
    handle=DISPATCH,
    replay=REPLAY,
)
