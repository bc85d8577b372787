"""Kinds of data for which the law of a partnership has a rule of its own, and whether somebody looked. Pure.

Which kinds, by which article, from when, is in ``schemas/bases``: data, with its source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.disclosures.parts import ReferralHeader
from schemas.envelope import Violation
from schemas.legal import Told
from schemas.registry import bases

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from schemas.codes.exploitation import Form
    from schemas.codes.flow import SensitiveData
    from schemas.legal import Limit
    from services.casework.four_eyes.disclosed import Disclosed

    Limits = Mapping[SensitiveData, Limit]

WORDS = {
    Told.NEVER: "gaat niet naar deze partner",
    Told.EXPLAINED: "gaat alleen mee met uitleg waarom het niet anders kan",
    Told.IN_ITS_FIELD: "hoort in het eigen veld van de aanmelding",
}
"""What a second person reads beside a note."""


def limits(basis: str, day: date) -> Limits:
    """The rule for each kind of data (Wgs 2.21, 2.22, 2.29 and 2.30; BGS 1.9); none where the law has none."""
    record = bases()[basis].on(day) if basis in bases() else None
    return record.limits if record else {}


def limits_of(told: Disclosed) -> Limits:
    """Those of what a partner is about to be told, by the law of the day it was decided on."""
    content = told.content
    return limits(content.basis, content.decided_on) if isinstance(content, ReferralHeader) else {}


def withheld_forms(basis: str, day: date) -> frozenset[Form]:
    """Wgs 2.29 and 2.30: forms that would tell a partner what it may not know of a victim."""
    never = (limit for limit in limits(basis, day).values() if limit.told is Told.NEVER)
    return frozenset(form for limit in never for form in limit.forms)


def not_checked(told: Mapping[str, Limits], checked: Collection[str]) -> list[Violation]:
    """Free text to a partnership goes out once a second person confirmed that it holds nothing of the kinds with a rule
    of their own (Wgs 2.21, 2.22, 2.29 and 2.30; BGS 1.9). ``told``: by partner; ``checked``: the partners of whom that
    was confirmed.
    """
    asked = {partner: of_it for partner, of_it in told.items() if of_it}
    missing = [
        Violation("nagekeken", f"{partner} ontbreekt: bevestig dat de toelichting niets bevat over {_listed(of_it)}")
        for partner, of_it in asked.items()
        if partner not in checked
    ]
    unknown = f"is een van: {', '.join(asked) or 'geen'}"
    others = [place for place, partner in enumerate(checked) if partner not in asked]
    return [*missing, *(Violation(f"nagekeken.{place}", unknown) for place in others)]


def _listed(of_it: Limits) -> str:
    return ", ".join(f"{kind} ({limit.article})" for kind, limit in of_it.items())
