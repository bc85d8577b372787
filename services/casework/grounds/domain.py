"""The legal basis and purpose on which a partner is told something that day (AVG 5 and 6). Pure.

Which bases there are, from when, and under what condition is in ``schemas/bases``: data, with its sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.events.ground import Ground
from schemas.legal import ConditionKind
from schemas.registry import bases, partners

if TYPE_CHECKING:
    from datetime import date

    from schemas.events.case import Consent
    from schemas.legal import BasisRecord
    from schemas.registry import Family

RULE_VERSION = "2026-11-30"
"""Three sets of rules came on 27 November 2026. The second has the register as the texts read, the third the criteria
of a partnership, the fourth its kinds of data and the conditions of the meldcode; they are called after the days that
follow.
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the case says of a basis' condition. ``minors``: there are victims, and every one is a minor; ``a_child``:
    one is; ``household``: one is, or who exploits is of the domestic circle, None where that is not known.
    """

    consent: Consent | None = None
    minors: bool = False
    a_child: bool = False
    household: bool | None = None


NOTHING = Known()
"""Of a question or an alert: their bases have no condition."""


def held(partner: str, family: Family, day: date) -> list[tuple[str, BasisRecord]]:
    """Those of the partner's bases on which it may be told something that day, the preferred one first."""
    names = partners()[partner].bases[family]
    return [(name, record) for name in names if (record := bases()[name].shares_on(day))]


def valid_basis(partner: str, family: Family, day: date, known: Known = NOTHING) -> str | None:
    """The first of the legal bases for telling the partner this that holds on this day, in this case; one that only
    who decides can know to hold is taken by nobody else.
    """
    return next((name for name, record in held(partner, family, day) if _met(record, known, stated=False)), None)


def missing_condition(basis: str, day: date, known: Known) -> str | None:
    """What must be so before this basis, which holds that day and was named, can be used; None where it is.

    AVG 6(1)(a) and 7: where consent is the basis, no reason stands in for it.
    """
    record = bases()[basis].shares_on(day)
    if record is None or record.condition is None or _met(record, known, stated=True):
        return None
    return f"{basis} geldt alleen {record.condition.words} ({record.article})"


def _met(record: BasisRecord, known: Known, *, stated: bool) -> bool:
    if record.condition is None:
        return True
    return {
        ConditionKind.CONSENT: known.consent is not None and known.consent.given is True,
        ConditionKind.MINOR: known.minors,
        ConditionKind.A_CHILD: known.a_child,
        ConditionKind.HOUSEHOLD: known.household or (known.household is None and stated),
        ConditionKind.STATED: stated,
    }[record.condition.kind]


def rests_on_consent(basis: str, day: date) -> bool:
    """AVG 7(3): whether what was shared on it that day ends when consent is withdrawn."""
    record = bases()[basis].shares_on(day) if basis in bases() else None
    return bool(record and record.condition and record.condition.kind is ConditionKind.CONSENT)


def conditional(partner: str, family: Family, day: date) -> tuple[str, ...]:
    """In words, what would have to be so for each basis that holds that day: what to say where none can be used."""
    return tuple(
        f"{name} alleen {record.condition.words} ({record.article})"
        for name, record in held(partner, family, day)
        if record.condition
    )


def usual_purpose(basis: str, day: date) -> str:
    """What is shared on this legal basis for, unless somebody says otherwise. Raises LookupError where it does not
    hold that day.
    """
    return next(iter(purposes_on(basis, day)))


def purposes_on(basis: str, day: date) -> tuple[str, ...]:
    """What may be done with what is shared on it. Raises LookupError where nothing is, that day."""
    record = bases()[basis].shares_on(day)
    if record is None:
        raise LookupError(basis)
    return tuple(record.purposes)


def usual(partner: str, family: Family, day: date) -> Ground | None:
    """None where no legal basis holds that day."""
    basis = valid_basis(partner, family, day)
    return Ground(basis=basis, purpose=usual_purpose(basis, day), rule_version=RULE_VERSION) if basis else None
