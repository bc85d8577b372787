"""Administrative acts on the broker: who changed what access, and why. Nothing in them is about a case."""

from __future__ import annotations

from pydantic import Field

from schemas.registry import PartnerName
from schemas.text import Contract, Line


class Act(Contract):
    """Something an administrator did."""

    by: Line = Field(description="The administrator's account.")


class PartnerSuspended(Act):
    """A partner's access was cut; what is for it waits on its topics, for as long as those keep it."""

    partner: PartnerName
    reason: Line = Field(description="Why; never names anybody a case is about.")


class PartnerResumed(Act):
    """A suspended partner has its declared access again."""

    partner: PartnerName
    reason: Line = Field(description="Why; never names anybody a case is about.")


class AccessChanged(Act):
    """Topics and access rules were made as declared."""

    changes: tuple[str, ...] = Field(min_length=1, description="Each change with its reason.")
