"""The legal basis and purpose on which a partner is told something that day (AVG 5 and 6). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.events.ground import Ground
from schemas.registry import bases, partners

if TYPE_CHECKING:
    from datetime import date

    from schemas.registry import Family

RULE_VERSION = "2026-11-27"


def valid_basis(partner: str, family: Family, day: date) -> str | None:
    """The first of the legal bases for telling the partner this that holds on this day."""
    return next((name for name in partners()[partner].bases[family] if bases()[name].valid_on(day)), None)


def usual_purpose(basis: str) -> str:
    """What is shared on this legal basis for, unless somebody says otherwise."""
    return next(iter(bases()[basis].purposes))


def usual(partner: str, family: Family, day: date) -> Ground | None:
    """None where no legal basis holds that day."""
    basis = valid_basis(partner, family, day)
    return Ground(basis=basis, purpose=usual_purpose(basis), rule_version=RULE_VERSION) if basis else None
