"""The referral service for the RIEC table, put together."""

from services import referral
from services.casework import retention
from services.referral.api import router
from services.referral.replay import replay
from services.riec_referral.handlers import DISPATCH
from services.runtime.base.service import Service

SERVICE = Service(
    name="riec-referral",
    title="Signaalketen: verwijzingen riec",
    migrations=[retention.MIGRATIONS, referral.MIGRATIONS],
    router=router,
    handle=DISPATCH,
    replay=replay("riec-referral", DISPATCH),
)
