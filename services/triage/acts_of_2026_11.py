"""Triage's acts until 2026-11, read as those of today."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.flow import Awaited, CaseTable, Outcome, Participant, SecondPersonReason, UserRole
from schemas.events.acts import itself
from schemas.events.acts.triage import (
    AdviceRecorded,
    CaseCorrectionRecorded,
    CaseWithdrawn,
    DecisionProposed,
    DecisionRecorded,
    MeldcodeReportCarriedOut,
    PartnerConsulted,
    ProposalConfirmed,
    ProposalRejected,
    PutOnAgenda,
    TakenOffAgenda,
    TermExtended,
)
from schemas.events.audit import ActPerformed
from schemas.events.decision import ZorgDecisionTaken
from schemas.events.signal import CaseCorrected
from services.casework import acts_of_2026_11 as casework
from services.runtime.operate import acts_of_2026_11 as earlier
from services.runtime.operate.comparison import clock, skip
from services.triage.decisions.acts import Fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from schemas.envelope import Event
    from schemas.events.acts import Act
    from schemas.text import Contract
    from services.runtime.messaging.dispatch import Delivery
    from services.runtime.operate.acts_of_2026_11 import Performed, Reader
    from services.runtime.operate.comparison import Exempt

_DATABASE = clock("was the database's clock")

EXEMPT: Mapping[str, Exempt] = {
    **casework.EXEMPT,
    "notice.confirmed_at": casework.BY_PARTNER,
    "consultation.answered_at": casework.BY_PARTNER,
    "amendment.amendment_id": skip("a withdrawal's was not said; rows are told apart by signal, kind and moment"),
    "decision.decided_at": _DATABASE,
    "referral.moved_at": _DATABASE,
    "proposal.settled_at": casework.NEAR,
    "notice.sent_at": casework.NEAR,
    "consultation.escalated_at": casework.NEAR,
    "proposal.escalated_at": casework.NEAR,
    "agenda_item.escalated_at": casework.NEAR,
    "notice.escalated_at": casework.NEAR,
}


class _History:
    """What acts did not say themselves: whom a question was for, what was proposed, the id of a correction."""

    def __init__(self, events: Sequence[Delivery[Contract]]) -> None:
        self._partner: dict[str, str] = {}
        self._corrections: dict[str, list[tuple[datetime, UUID]]] = {}
        self._asked: dict[UUID, UUID] = {}
        self._proposed: dict[UUID, tuple[UUID, str]] = {}
        self._items: set[UUID] = set()
        for delivery in events:
            event, (family, _, partner) = delivery.event, delivery.record.topic.partition(".")
            match event.data:
                case CaseCorrected() as data:
                    self._corrections.setdefault(event.subject, []).append((event.time, data.correction_id))
                case ActPerformed(operation="consulteerPartner", objects=(signal_id, reference)):
                    self._asked[reference] = signal_id
                case ActPerformed(operation="besluit", objects=(signal_id, proposal_id)) as act if (
                    "awaiting" in act.facts
                ):
                    self._proposed[proposal_id] = signal_id, act.actor
                case ActPerformed(operation="agendeer", objects=(_, item_id)):
                    self._items.add(item_id)
                case _ if family == "consult":
                    self._partner[event.subject] = partner
                case _:
                    pass

    def _consulted(self, event: Performed) -> Act:
        signal_id, reference = event.data.objects
        return PartnerConsulted(
            **earlier.by(event, "asked_at"),
            signal_id=signal_id,
            reference=reference,
            partner=self._partner[str(reference)],
            answer_by=date.fromisoformat(event.data.facts["answer_by"]),
        )

    def _extended(self, event: Performed) -> Act:
        (reference,) = event.data.objects
        answer_by = date.fromisoformat(event.data.facts["answer_by"])
        signal_id = self._asked[reference]
        return TermExtended(**earlier.by(event), signal_id=signal_id, reference=reference, answer_by=answer_by)

    def _decided(self, event: Performed) -> Act:
        (signal_id, decision_id), facts = event.data.objects, event.data.facts
        by = earlier.by(event, "decided_at")
        if "awaiting" in facts:
            reasons = tuple(SecondPersonReason(code) for code in facts["awaiting"].split())
            return DecisionProposed(**by, signal_id=signal_id, proposal_id=decision_id, reasons=reasons)
        return DecisionRecorded(**by, **_recorded(signal_id, decision_id, facts))

    def _confirmed(self, event: Performed) -> Act:
        (proposal_id,) = event.data.objects
        signal_id, proposer = self._proposed[proposal_id]
        by = earlier.by(event, "decided_at")
        return ProposalConfirmed(**by, **_recorded(signal_id, proposal_id, event.data.facts), proposed_by=proposer)

    def _rejected(self, event: Performed) -> Act:
        (proposal_id,) = event.data.objects
        signal_id, _ = self._proposed[proposal_id]
        return ProposalRejected(**earlier.by(event), signal_id=signal_id, proposal_id=proposal_id)

    def _corrected(self, event: Performed) -> Act:
        (signal_id,) = event.data.objects
        _, correction = max(made for made in self._corrections[str(signal_id)] if made[0] <= event.time)
        return CaseCorrectionRecorded(**earlier.by(event, "at"), signal_id=signal_id, correction_id=correction)

    def _escalated(self, event: Performed) -> Act:
        waiting = event.data.objects[0]
        if waiting in self._asked:
            return casework.escalated(event, Awaited.ANSWER)
        if waiting in self._proposed:
            return casework.escalated(event, Awaited.SECOND_PERSON)
        return casework.escalated(event, Awaited.ADVICE if waiting in self._items else Awaited.CONFIRMATION)

    @property
    def readers(self) -> Mapping[str, Reader]:
        """By operation."""
        return {
            "consulteerPartner": self._consulted,
            "verlengTermijn": self._extended,
            "agendeer": _put_on,
            "legAdviesVast": _advised,
            "haalVanAgenda": _taken_off,
            "besluit": self._decided,
            "bevestigBesluit": self._confirmed,
            "wijsBesluitAf": self._rejected,
            "corrigeer": self._corrected,
            "trekZaakIn": _withdrawn,
            "escaleer": self._escalated,
            "vernietig": casework.destroyed,
        }


def _recorded(signal_id: UUID, decision_id: UUID, facts: Mapping[str, str]) -> Fields:
    return Fields(
        signal_id=signal_id,
        decision_id=decision_id,
        outcomes=tuple(Outcome(code) for code in facts["outcomes"].split()),
        partners=tuple(facts.get("partners", "").split()),
        director=facts["director"],
        rule_version=facts["rule_version"],
    )


def _put_on(event: Performed) -> Act:
    (signal_id, item_id), facts = event.data.objects, event.data.facts
    return PutOnAgenda(
        **earlier.by(event),
        signal_id=signal_id,
        item_id=item_id,
        table=CaseTable(facts["table"]),
        on=date.fromisoformat(facts["on"]),
        participants=tuple(Participant(code) for code in facts["participants"].split()),
    )


def _advised(event: Performed) -> Act:
    (item_id,), facts = event.data.objects, event.data.facts
    advice = tuple(Outcome(code) for code in facts["advice"].split())
    return AdviceRecorded(**earlier.by(event), signal_id=UUID(facts["signal_id"]), item_id=item_id, advice=advice)


def _taken_off(event: Performed) -> Act:
    (item_id,), facts = event.data.objects, event.data.facts
    return TakenOffAgenda(**earlier.by(event), signal_id=UUID(facts["signal_id"]), item_id=item_id)


def _withdrawn(event: Performed) -> Act:
    (signal_id,) = event.data.objects
    return CaseWithdrawn(**earlier.by(event, "at"), signal_id=signal_id, withdrawal_id=event.id)


def _by_meldcode(event: Event[Contract], half: ZorgDecisionTaken) -> Act:
    """Of a decision that had no act beside it."""
    (order,) = half.orders
    return MeldcodeReportCarriedOut(
        **itself("triage", event.time),
        signal_id=UUID(event.subject),
        decision_id=half.decision_id,
        outcomes=half.outcomes,
        partners=(order.partner,),
        director=order.partner,
        rule_version=half.rule_version,
    )


def acts(events: Sequence[Delivery[Contract]]) -> dict[UUID, Act]:
    """Those in this history, by the id of the event that held each."""
    data = [(delivery.event, delivery.event.data) for delivery in events]
    said = {act.decision_id for _, act in data if isinstance(act, MeldcodeReportCarriedOut)}
    unsaid = {
        event.id: _by_meldcode(event, half)
        for event, half in data
        if type(half) is ZorgDecisionTaken
        and half.decider_role is UserRole.PROFESSIONAL
        and half.decision_id not in said
    }
    return {**unsaid, **earlier.read(events, _History(events).readers)}
