"""Referrals whose norm time passed, answers no second person looked at, and what a partner did not confirm in time."""

from __future__ import annotations

from schemas.codes.flow import Awaited
from services.casework import notice
from services.casework.four_eyes import domain as four_eyes
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
    Term(
        Awaited.SECOND_PERSON,
        "answer_proposal",
        "proposal_id",
        "proposed_at",
        "settled_at is null",
        four_eyes.NORM,
        four_eyes.NORM.owner,
        about="signal_id",
    ),
    notice.TERM,
)
