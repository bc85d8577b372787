"""Decisions for the care tables become referrals, partners' replies become steps."""

from schemas.events import reply
from schemas.events.decision import (
    ZorgDecisionCorrected,
    ZorgDecisionReconsidered,
    ZorgDecisionTaken,
    ZorgDecisionWithdrawn,
)
from services.casework.settings import handlers as settings
from services.casework.tenancy import handlers as tenancy
from services.referral.handlers import Referrals
from services.runtime.messaging.dispatch import Dispatch, each

_referrals = Referrals("zorg-referral")

OF_TRIAGE = frozenset({reply.ConsultAnswered, reply.ConsultConfirmed})

DISPATCH = Dispatch(
    {
        ZorgDecisionTaken: each(_referrals.refer),
        ZorgDecisionCorrected: each(_referrals.correct),
        ZorgDecisionReconsidered: each(_referrals.reconsider),
        ZorgDecisionWithdrawn: each(_referrals.withdraw),
        **_referrals.replies,
        **tenancy.HANDLERS,
        **settings.HANDLERS,
    },
    ignored=OF_TRIAGE,
)
