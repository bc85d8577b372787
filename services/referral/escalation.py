"""Referrals whose norm time passed, and what a partner did not confirm in time."""

from __future__ import annotations

from schemas.codes.flow import Awaited
from services.casework import notice
from services.casework.terms.escalation import Term
from services.referral.domain import NORMS

TERMS = (
    *(
        Term(
            Awaited.REFERRAL,
            "referral",
            "reference",
            "state_since",
            f"state = '{state}'",
            norm,
            norm.owner,
            about="signal_id",
        )
        for state, norm in NORMS.items()
    ),
    notice.TERM,
)
