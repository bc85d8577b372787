"""Intake, put together."""

from pathlib import Path

from services.casework import settings, tally, tenancy
from services.casework.flow.api import flow_router
from services.casework.retention import MIGRATIONS
from services.casework.retention.api import retention_router
from services.casework.retention.domain import DESKS
from services.casework.retention.samples import SAMPLES as RETENTION_SAMPLES
from services.casework.settings.api import texts_router
from services.intake.alerts import api as alerts
from services.intake.alerts.first import TAKES_ANY_BODY
from services.intake.handlers import DISPATCH
from services.intake.privileges import PRIVILEGES
from services.intake.replay import REPLAY
from services.intake.retention_store import knows
from services.intake.routes.api import router as routes
from services.intake.samples import SAMPLES
from services.intake.signals import api as signals
from services.intake.signals import preview
from services.intake.signals.domain import NORMS
from services.intake.steps.api import router as meldcode
from services.intake.waiting.api import router as waiting
from services.intake.walls import WALLS
from services.runtime.definition import Service

SERVICE = Service(
    name="intake",
    title="Signaalketen: intake",
    migrations=[
        MIGRATIONS,
        tenancy.MIGRATIONS,
        settings.MIGRATIONS,
        tally.MIGRATIONS,
        Path(__file__).parent / "migrations",
    ],
    privileges=PRIVILEGES,
    walls=WALLS,
    routers=[
        *alerts.routers,
        *signals.routers,
        preview.router,
        meldcode,
        routes,
        waiting,
        retention_router(knows, *DESKS),
        flow_router(NORMS),
        texts_router(),
    ],
    samples={**SAMPLES, **RETENTION_SAMPLES},
    takes_any_body=TAKES_ANY_BODY,
    handle=DISPATCH,
    replay=REPLAY,
)
