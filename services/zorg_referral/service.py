"""The referral service for the care tables, put together."""

from services.runtime import referral, retention
from services.runtime.referral.api import router
from services.runtime.referral.escalation import job
from services.runtime.referral.handlers import handler
from services.runtime.referral.replay import replay
from services.runtime.service import Service

SERVICE = Service(
    name="zorg-referral",
    title="Signaalketen: verwijzingen zorg",
    migrations=[retention.MIGRATIONS, referral.MIGRATIONS],
    router=router,
    handle=handler("zorg-referral"),
    replay=replay("zorg-referral"),
    job=job("zorg-referral"),
)
