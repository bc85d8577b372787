"""The referral service for the care tables, put together."""

from services.runtime.referral import MIGRATIONS
from services.runtime.referral.api import router
from services.runtime.referral.escalation import job
from services.runtime.referral.handlers import handler
from services.runtime.referral.replay import replay
from services.runtime.service import Service

SERVICE = Service(
    name="zorg-referral",
    title="Signaalketen: verwijzingen zorg",
    migrations=[MIGRATIONS],
    router=router,
    handle=handler("zorg-referral"),
    replay=replay("zorg-referral"),
    job=job("zorg-referral"),
)
