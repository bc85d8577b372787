"""A second pair of eyes, where a decision can't be undone for the people in it. Pure.

Our choice, and configurable: sending a case to the RIEC, and sharing although the victim refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import SecondPersonReason as Reason
from schemas.codes.flow import UserRole
from schemas.registry import partners
from services.casework.terms.domain import Norm

if TYPE_CHECKING:
    from collections.abc import Collection

    from services.triage.decisions.domain import Choice

NORM = Norm(1, UserRole.AANDACHTFUNCTIONARIS)


class SamePersonError(ValueError):
    """Who proposed a decision does not confirm it."""


def reasons(choice: Choice, configured: Collection[Reason]) -> tuple[Reason, ...]:
    """Why this decision needs a second person; empty when one is enough."""
    known = [partners()[order.partner] for order in choice.orders if order.partner in partners()]
    consent = choice.consent
    holds = {
        Reason.RIEC: any(partner.referred_by == "riec-referral" for partner in known),
        Reason.CONSENT_REFUSED: bool(known) and consent.asked and consent.given is False,
    }
    return tuple(reason for reason in Reason if holds[reason] and reason in configured)


def confirm(proposed_by: str, confirmed_by: str) -> None:
    """Raises SamePersonError."""
    if proposed_by == confirmed_by:
        raise SamePersonError
