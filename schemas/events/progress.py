"""Where referrals stand, from the referral services back to the aandachtfunctionaris."""

from __future__ import annotations

from uuid import UUID

from schemas.codes.flow import DeclineReason, DoneOutcome, ReferralState
from schemas.registry import PartnerName
from schemas.text import Contract, KeptText


class ProgressPersonal(Contract):
    """The partner's own words: why it declined, or what it asks."""

    explanation: KeptText | None = None


class ReferralMoved(Contract):
    """A referral came to another state; a declined one brings the case back to the aandachtfunctionaris."""

    decision_id: UUID
    reference: UUID
    partner: PartnerName
    director: bool
    state: ReferralState
    reason: DeclineReason | DoneOutcome | None = None
    personal: ProgressPersonal = ProgressPersonal()
