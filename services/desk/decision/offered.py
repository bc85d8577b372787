"""What can be chosen in a decision about a case, by the declarations of the partners and the register of law; the rules
are triage's, which judges what was chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import Outcome, ReferralState
from schemas.legal import Told
from schemas.registry import partners
from services.casework.grounds.domain import held

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from schemas.codes.flow import SensitiveData
    from schemas.legal import BasisRecord, Criterion, Limit
    from services.desk.views.triage import Case

REFERRED = tuple(name for name, one in partners().items() if "referral" in one.families)
"""Who a case can be referred to."""

STAYS = "blijft"
"""Who directs the case keeps doing so."""

_GONE = frozenset({ReferralState.DECLINED, ReferralState.REVOKED})


@dataclass(frozen=True, slots=True)
class Offer:
    """Of a case that is to be decided. ``municipality``: where the victim is registered, or was found; ``having``: who
    has the case already; ``director``: who of them directs it.
    """

    municipality: str
    having: frozenset[str]
    director: str | None

    @classmethod
    def of(cls, case: Case, registered_in: str | None) -> Offer:
        """As the case stands."""
        holding = [one for one in case.referrals if one.state not in _GONE]
        directing = [one.partner for one in holding if one.director and one.state != ReferralState.DONE]
        return cls(
            registered_in or case.municipality,
            frozenset(one.partner for one in holding),
            directing[-1] if directing else None,
        )

    def directors(self, outcomes: Collection[Outcome]) -> list[str]:
        """Who may direct it."""
        return [name for name in self._free() if {*partners()[name].directs} & {*outcomes}]

    def beside(self, outcomes: Collection[Outcome], director: str) -> list[str]:
        """Who may be informed beside the director."""
        return [
            name
            for name in self._free()
            if {*partners()[name].directs, *partners()[name].beside} & {*outcomes} and name != director
        ]

    def _free(self) -> list[str]:
        return [name for name in REFERRED if partners()[name].serves(self.municipality) and name not in self.having]


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal basis and what is shared on it for; ``condition``: when it can be used, empty where always."""

    basis: str
    purpose: str
    article: str
    purpose_words: str
    condition: str

    @property
    def code(self) -> str:
        return f"{self.basis}:{self.purpose}"


def grounds(partner: str, day: date) -> list[Ground]:
    """On which this partner may be referred to that day, the preferred one first."""
    return [
        Ground(name, purpose, record.article, said, f"alleen {record.condition.words}" if record.condition else "")
        for name, record in held(partner, "referral", day)
        for purpose, said in record.purposes.items()
    ]


def criteria(partner: str, day: date) -> Mapping[str, Criterion]:
    """What whoever reports to a partnership explains, one by one; none to another partner."""
    record = _partnership(partner, day)
    return record.criteria if record else {}


def limits(partner: str, day: date) -> Mapping[SensitiveData, Limit]:
    """Kinds of data of which its law says something."""
    record = _partnership(partner, day)
    return record.limits if record else {}


def told_apart(partner: str, day: date) -> Mapping[SensitiveData, Limit]:
    """Of those, what goes along in a field of its own."""
    return {kind: limit for kind, limit in limits(partner, day).items() if limit.told is not Told.NEVER}


def never_told(partner: str, day: date) -> list[Limit]:
    """What goes to it in no way, and not in its note either."""
    return [limit for limit in limits(partner, day).values() if limit.told is Told.NEVER]


def _partnership(partner: str, day: date) -> BasisRecord | None:
    return next((record for _, record in held(partner, "referral", day) if record.criteria), None)
