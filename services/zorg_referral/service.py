"""The referral service for the care tables, put together."""

from schemas.codes.flow import UserRole
from services import referral
from services.casework import retention, settings, tenancy
from services.casework.flow.api import flow_router
from services.casework.four_eyes.config import DeskConfig
from services.casework.retention.api import retention_router
from services.casework.retention.samples import SAMPLES as RETENTION_SAMPLES
from services.referral.answers.api import router as answers_router
from services.referral.api import router
from services.referral.domain import NORMS
from services.referral.privileges import PRIVILEGES
from services.referral.replay import replay
from services.referral.retention_store import knows
from services.referral.samples import SAMPLES
from services.referral.walls import WALLS
from services.runtime.definition import Service
from services.zorg_referral.handlers import DISPATCH

SERVICE = Service(
    name="zorg-referral",
    title="Signaalketen: verwijzingen zorg",
    migrations=[retention.MIGRATIONS, tenancy.MIGRATIONS, settings.MIGRATIONS, referral.MIGRATIONS],
    privileges=PRIVILEGES,
    walls=WALLS,
    routers=[retention_router(knows, UserRole.AANDACHTFUNCTIONARIS), router, answers_router, flow_router(NORMS)],
    config=DeskConfig,
    samples={**SAMPLES, **RETENTION_SAMPLES},
    handle=DISPATCH,
    replay=replay("zorg-referral", DISPATCH),
)
