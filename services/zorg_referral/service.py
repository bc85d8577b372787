"""The referral service for the care tables, put together."""

from services import referral
from services.casework import retention
from services.referral.api import router
from services.referral.replay import replay
from services.runtime.base.service import Service
from services.zorg_referral.handlers import DISPATCH

SERVICE = Service(
    name="zorg-referral",
    title="Signaalketen: verwijzingen zorg",
    migrations=[retention.MIGRATIONS, referral.MIGRATIONS],
    router=router,
    handle=DISPATCH,
    replay=replay("zorg-referral", DISPATCH),
)
