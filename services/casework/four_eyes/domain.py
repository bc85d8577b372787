"""A second pair of eyes, where sharing can't be undone for the people in it. Pure.

Our choice, and configurable: whatever changes what the RIEC gets, sharing although the victim refused, and free text to
a partnership that may not get every kind of data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import SecondPersonReason as Reason
from schemas.codes.flow import UserRole
from schemas.registry import partners
from services.casework.terms.domain import Norm

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from schemas.events.case import Consent
    from services.casework.limits.domain import Limits

NORM = Norm("tweede-persoon", UserRole.AANDACHTFUNCTIONARIS)


class SamePersonError(ValueError):
    """Who proposed something does not confirm it."""


def reasons(told: Mapping[str, Limits], consent: Consent | None, configured: Collection[Reason]) -> tuple[Reason, ...]:
    """Why telling these partners this needs a second person; empty when one is enough. ``told``: by partner, of which
    kinds of data its notes hold nothing; ``consent``: as the case has it, None where nobody recorded any.
    """
    holds = {
        Reason.RIEC: to_riec(told),
        Reason.CONSENT_REFUSED: bool(told) and consent is not None and consent.refused,
        Reason.FREE_TEXT: any(told.values()),
    }
    return tuple(reason for reason in Reason if holds[reason] and reason in configured)


def to_riec(told: Collection[str]) -> bool:
    """Whether the RIEC is among these partners."""
    return any(partners()[name].referred_by == "riec-referral" for name in told)


def confirm(proposed_by: str, confirmed_by: str) -> None:
    """Raises SamePersonError."""
    if proposed_by == confirmed_by:
        raise SamePersonError
