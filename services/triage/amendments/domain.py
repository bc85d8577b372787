"""A case that was wrong, or should never have been shared: who hears of it, and what (AVG 16, 17, 19).

A partner hears of a correction only when its own part of the case changes: that something else was wrong is not its
business, and would tell it that there is something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from schemas.events.decision import (
    RiecDecisionCorrected,
    RiecDecisionTaken,
    RiecDecisionWithdrawn,
    ZorgDecisionCorrected,
    ZorgDecisionReconsidered,
    ZorgDecisionTaken,
    ZorgDecisionWithdrawn,
)
from services.casework.four_eyes.disclosed import NOT_YET, Disclosed
from services.casework.grounds.domain import rests_on_consent
from services.casework.minority.domain import settled
from services.casework.terms.domain import day_of
from services.referral.domain import correct as again
from services.referral.domain import refer
from services.triage.cases.domain import Case, State
from services.triage.decisions.domain import Decided, riec_personal, zorg_personal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.events.case import Consent
    from schemas.events.decision import ReferralOrder, Reports

_ANY = UUID(int=0)

OPEN = frozenset({State.TO_DECIDE, State.DECIDED})
"""A case that can be corrected or withdrawn: the aandachtfunctionaris holds it."""

Half = TypeVar("Half", ZorgDecisionTaken, RiecDecisionTaken)


@dataclass(frozen=True, slots=True)
class Corrected:
    """``decided`` is what the decision now holds, ``before`` what it held; ``events`` what goes out: nothing where no
    partner's part changes.
    """

    before: Decided
    decided: Decided
    events: tuple[ZorgDecisionCorrected | RiecDecisionCorrected, ...]

    @property
    def partners(self) -> tuple[str, ...]:
        """Whose own part changes: those who get to read the correction."""
        return tuple(order.partner for event in self.events for order in event.orders)


def corrected_case(case: Case, changes: Mapping[str, object]) -> Case:
    """The case with these parts of what was reported replaced; ages as they were on the day of the report."""
    personal = case.personal.model_copy(update=changes)
    people = settled(personal.people, day_of(case.facts.received_at))
    return Case(case.facts, personal.model_copy(update={"people": people}))


def correct(decided: Decided, case: Case, correction_id: UUID) -> Corrected:
    """The same decision about the case as it should have been."""
    events: list[ZorgDecisionCorrected | RiecDecisionCorrected] = []
    zorg = riec = None
    if decided.zorg:
        zorg = decided.zorg.model_copy(update={"personal": zorg_personal(case, *_words(decided.zorg))})
        if orders := _changed(decided.zorg, zorg):
            events.append(ZorgDecisionCorrected(**_fields(zorg), orders=orders, correction_id=correction_id))
    if decided.riec:
        riec = decided.riec.model_copy(update={"personal": riec_personal(case, *_words(decided.riec))})
        if orders := _changed(decided.riec, riec):
            events.append(RiecDecisionCorrected(**_fields(riec), orders=orders, correction_id=correction_id))
    return Corrected(decided, Decided(decided.decision_id, zorg, riec), tuple(events))


def disclosures(corrected: Corrected) -> tuple[Disclosed, ...]:
    """What each partner gets of it: by the rule of the referral services, which send it."""
    return tuple(
        Disclosed(
            order.partner,
            "referral",
            order.basis,
            order.purpose,
            again(event, order, NOT_YET, NOT_YET),
            again(_as_it_was(event, corrected.before), order, NOT_YET, NOT_YET),
        )
        for event in corrected.events
        for order in event.orders
    )


def _as_it_was(
    event: ZorgDecisionCorrected | RiecDecisionCorrected, before: Decided
) -> ZorgDecisionCorrected | RiecDecisionCorrected:
    """What the same event would say of the decision before it."""
    half = before.zorg if isinstance(event, ZorgDecisionCorrected) else before.riec
    assert half is not None  # noqa: S101 - an event is about a half that there is
    return event.model_copy(update={"personal": half.personal})


def _fields(half: ZorgDecisionTaken | RiecDecisionTaken) -> dict[str, Any]:
    return {name: getattr(half, name) for name in type(half).model_fields if name != "orders"}


def _words(half: ZorgDecisionTaken | RiecDecisionTaken) -> tuple[dict[str, str], Reports]:
    return half.personal.notes, half.personal.reports


def _changed(before: Half, after: Half) -> tuple[ReferralOrder, ...]:
    return tuple(order for order in before.orders if refer(before, order, _ANY) != refer(after, order, _ANY))


def reconsider(decided: Decided, said: Consent) -> tuple[Decided, ZorgDecisionReconsidered] | None:
    """AVG 7(3), 17(1)(b) and 19: what the decision now holds, and who hears that the victim refuses, or no longer does:
    who got it on that consent, and who was told of it. None where the victim says the same, or no care half told it.
    """
    if decided.zorg is None or decided.zorg.consent.refused == said.refused:
        return None
    zorg = decided.zorg.model_copy(update={"consent": said})
    told = _changed(decided.zorg, zorg)
    orders = tuple(o for o in zorg.orders if o in told or rests_on_consent(o.basis, zorg.decided_on))
    now = Decided(decided.decision_id, zorg, decided.riec)
    return now, ZorgDecisionReconsidered(**_fields(zorg), orders=orders)


def withdraw(decided: Decided) -> tuple[ZorgDecisionWithdrawn | RiecDecisionWithdrawn, ...]:
    """To each table that had its part of the decision."""
    events: list[ZorgDecisionWithdrawn | RiecDecisionWithdrawn] = []
    if decided.zorg:
        events.append(ZorgDecisionWithdrawn(decision_id=decided.decision_id))
    if decided.riec:
        events.append(RiecDecisionWithdrawn(decision_id=decided.decision_id))
    return tuple(events)
