"""The referral service for the RIEC table, put together."""

from services.runtime import referral, retention
from services.runtime.referral.api import router
from services.runtime.referral.escalation import job
from services.runtime.referral.handlers import handler
from services.runtime.referral.replay import replay
from services.runtime.service import Service

SERVICE = Service(
    name="riec-referral",
    title="Signaalketen: verwijzingen riec",
    migrations=[retention.MIGRATIONS, referral.MIGRATIONS],
    router=router,
    handle=handler("riec-referral"),
    replay=replay("riec-referral"),
    job=job("riec-referral"),
)
