"""A referral service's acts until 2026-11, read as those of today."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.flow import Awaited, ReferralState
from schemas.disclosures.afterwards import ReferralInformationGiven
from schemas.events.acts import By
from schemas.events.acts.referral import CaseReferred, QuestionAnswered, ReferralTakenBack
from schemas.events.decision import Decision
from schemas.events.progress import ReferralMoved
from schemas.registry import disclosure_type
from services.casework import acts_of_2026_11 as casework
from services.runtime.operate import acts_of_2026_11 as earlier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from schemas.events.acts import Act
    from schemas.events.decision import ReferralOrder
    from schemas.text import Contract
    from services.runtime.messaging.dispatch import Delivery
    from services.runtime.operate.acts_of_2026_11 import Performed, Reader
    from services.runtime.operate.comparison import Exempt

EXEMPT: Mapping[str, Exempt] = {
    **casework.EXEMPT,
    "notice.confirmed_at": casework.BY_PARTNER,
    "referral.escalated_at": casework.NEAR,
    "referral.state_since": casework.BY_PARTNER,
    "referral_step.reported_at": casework.BY_PARTNER,
    "notice.escalated_at": casework.NEAR,
}


class _History:
    """What acts did not say themselves: which partner got what, and the events that answered."""

    def __init__(self, events: Sequence[Delivery[Contract]]) -> None:
        self._ordered: dict[tuple[UUID, str], tuple[ReferralOrder, str]] = {}
        self._partner: dict[UUID, str] = {}
        self._sent_at: dict[UUID, datetime] = {}
        self._signal: dict[UUID, UUID] = {}
        self._answers: dict[UUID, list[tuple[datetime, UUID]]] = {}
        for delivery in events:
            event = delivery.event
            match event.data:
                case Decision() as decision:
                    for order in decision.orders:
                        known = (order, decision.municipality)
                        self._ordered.setdefault((decision.decision_id, order.partner), known)
                case ReferralMoved(state=ReferralState.SENT) as moved:
                    self._partner[moved.reference] = moved.partner
                    self._signal[moved.reference] = UUID(event.subject)
                case ReferralInformationGiven() as given:
                    self._answers.setdefault(given.reference, []).append((event.time, event.id))
                case _:
                    if event.type == disclosure_type(delivery.record.topic.partition(".")[2], "referral"):
                        self._sent_at[UUID(event.subject)] = event.time

    def _referred(self, event: Performed) -> Act:
        reference, signal_id, decision_id = event.data.objects
        order, municipality = self._ordered[decision_id, self._partner[reference]]
        return CaseReferred(
            **By(actor=event.data.actor, roles=(), at=self._sent_at[reference]),
            reference=reference,
            signal_id=signal_id,
            decision_id=decision_id,
            partner=order.partner,
            director=order.director,
            basis=order.basis,
            municipality=municipality,
        )

    def _answered(self, event: Performed) -> Act:
        (reference,) = event.data.objects
        _, answer = max(given for given in self._answers[reference] if given[0] <= event.time)
        by = earlier.by(event, "state_since")
        return QuestionAnswered(**by, reference=reference, signal_id=self._signal[reference], answer=answer)

    def _taken_back(self, event: Performed) -> Act:
        (reference,) = event.data.objects
        by = earlier.by(event, "state_since")
        return ReferralTakenBack(**by, reference=reference, signal_id=self._signal[reference])

    def _escalated(self, event: Performed) -> Act:
        of_referral = event.data.objects[0] in self._partner
        return casework.escalated(event, Awaited.REFERRAL if of_referral else Awaited.CONFIRMATION)

    @property
    def readers(self) -> Mapping[str, Reader]:
        """By operation."""
        return {
            "verwijs": self._referred,
            "beantwoordVraag": self._answered,
            "trekVerwijzingIn": self._taken_back,
            "escaleer": self._escalated,
            "vernietig": casework.destroyed,
        }


def acts(events: Sequence[Delivery[Contract]]) -> dict[UUID, Act]:
    """Those in this history, by the id of the event that held each."""
    return earlier.read(events, _History(events).readers)
