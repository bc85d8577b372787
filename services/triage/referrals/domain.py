"""Referrals that stand: what they mean for the case, its next decision and its reporter. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import ReferralState, ReporterStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

GONE = frozenset({ReferralState.DECLINED, ReferralState.REVOKED})
"""The partner does not have the case (any more)."""

_AT_WORK = frozenset({ReferralState.ACCEPTED, ReferralState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Standing:
    """A referral of an earlier decision."""

    partner: str
    director: bool
    state: ReferralState

    @property
    def holds(self) -> bool:
        """The partner has the case, done or not."""
        return self.state not in GONE

    @property
    def active(self) -> bool:
        """Waiting for its partner, or being worked on."""
        return self.holds and self.state is not ReferralState.DONE


def comes_back(moved: Standing, referrals: Sequence[Standing]) -> bool:
    """Whether this move brings the case back to the aandachtfunctionaris: somebody declined, or nobody directs."""
    if moved.state is ReferralState.DECLINED:
        return True
    return moved.state is ReferralState.REVOKED and not any(r.director and r.holds for r in referrals)


def reporter_status(referrals: Sequence[Standing], *, to_decide: bool) -> ReporterStatus:
    """What the reporter may know of a case that was decided: where it stands, not with whom, why, or what is in it."""
    if to_decide:
        return ReporterStatus.WITH_AANDACHTFUNCTIONARIS
    directing = {r.state for r in referrals if r.director and r.holds}
    if directing & _AT_WORK:
        return ReporterStatus.IN_PROGRESS
    return ReporterStatus.CLOSED if directing == {ReferralState.DONE} else ReporterStatus.REFERRED
