"""Decisions for the RIEC become referrals, its replies become steps."""

from schemas.events.decision import RiecDecisionCorrected, RiecDecisionTaken, RiecDecisionWithdrawn
from services.casework.settings import handlers as settings
from services.casework.tenancy import handlers as tenancy
from services.referral.handlers import Referrals
from services.runtime.messaging.dispatch import Dispatch, each

_referrals = Referrals("riec-referral")

DISPATCH = Dispatch(
    {
        RiecDecisionTaken: each(_referrals.refer),
        RiecDecisionCorrected: each(_referrals.correct),
        RiecDecisionWithdrawn: each(_referrals.withdraw),
        **_referrals.replies,
        **tenancy.HANDLERS,
        **settings.HANDLERS,
    }
)
