"""Triage's state from the log: decisions as they were taken. Only one by the rules of today is judged again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.in_words import IN_WORDS
from schemas.disclosures import disclosure
from schemas.disclosures.afterwards import ConsultReminded
from schemas.events.acts.triage import (
    AdditionRead,
    AdviceRecorded,
    CaseCorrectionRecorded,
    CaseHandedOver,
    CaseTakenBack,
    CaseWithdrawn,
    ConsentRecorded,
    ConsultationProposed,
    CorrectionProposed,
    Decision,
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
from schemas.events.case import Consent
from schemas.events.decision import (
    DecisionWithdrawn,
    RiecDecisionTaken,
    ZorgDecisionReconsidered,
    ZorgDecisionTaken,
    report_to,
)
from schemas.events.signal import CaseCorrected, SignalFeedbackGiven, SignalReceivedDirectly
from schemas.events.tenancy import CaseShared, CaseShareEnded
from services.casework import replay as casework
from services.runtime.messaging.dispatch import Handled
from services.runtime.operate.comparison import unsaid
from services.runtime.operate.replay import OWN, RUNTIME, TOLD, Earlier, Replay, of_act
from services.triage import acts_of_2026_11, handlers, retention_store
from services.triage.additions import acts as additions
from services.triage.agenda import acts as agenda
from services.triage.amendments import acts as amendments
from services.triage.cases import arrivals, store
from services.triage.consent import acts as consent
from services.triage.consultations import acts as consultations
from services.triage.consultations.domain import consultable
from services.triage.decisions import acts as decisions
from services.triage.decisions import domain
from services.triage.decisions.domain import Choice, Decided, Order
from services.triage.escalation import TERMS
from services.triage.handovers import acts as handovers
from services.triage.proposals import acts as proposals
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.envelope import Event
    from schemas.events.signal import SignalPersonal
    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery

_NOT_ASKED = Consent(asked=False, reason=IN_WORDS)
_QUESTIONS = {disclosure(name, "consult") for name in consultable()}


class _Log:
    """What acts refer to, by its id."""

    def __init__(self, events: Sequence[Delivery[Contract]]) -> None:
        self.zorg: dict[UUID, ZorgDecisionTaken] = {}
        self.riec: dict[UUID, RiecDecisionTaken] = {}
        self.questions: dict[UUID, str] = {}
        self.corrected: dict[UUID, SignalPersonal] = {}
        self.by_meldcode: set[UUID] = set()
        for event in (delivery.event for delivery in events):
            match event.data:
                case ZorgDecisionTaken() as half if type(half) is ZorgDecisionTaken:
                    self.zorg[half.decision_id] = half
                case RiecDecisionTaken() as half if type(half) is RiecDecisionTaken:
                    self.riec[half.decision_id] = half
                case CaseCorrected() as data:
                    self.corrected[data.correction_id] = data.personal
                case MeldcodeReportCarriedOut() as act:
                    self.by_meldcode.add(act.signal_id)
                case data if type(data) in _QUESTIONS:
                    self.questions[UUID(event.subject)] = dict(data)["personal"].question
                case _:
                    pass

    def decided(self, act: Decision) -> Decided:
        """Raises LookupError when a half is missing."""
        found = Decided(act.decision_id, self.zorg.get(act.decision_id), self.riec.get(act.decision_id))
        if {order.partner for order in found.orders} != {*act.partners}:
            raise LookupError("a decision went out to those it names")
        return found


async def _consult(connection: Connection, event: Event[PartnerConsulted], log: _Log) -> None:
    await consultations.consult(connection, event.data, log.questions[event.data.reference])


async def _record(connection: Connection, event: Event[DecisionRecorded], log: _Log) -> None:
    await decisions.record(connection, event.data, log.decided(event.data))


async def _confirm(connection: Connection, event: Event[ProposalConfirmed], log: _Log) -> None:
    await decisions.confirm(connection, event.data, log.decided(event.data))


async def _carry_out_meldcode(connection: Connection, event: Event[MeldcodeReportCarriedOut], log: _Log) -> None:
    await decisions.carry_out_meldcode(connection, event.data, log.decided(event.data))


async def _correct(connection: Connection, event: Event[CaseCorrectionRecorded], log: _Log) -> None:
    await amendments.correct(connection, event.data, log.corrected[event.data.correction_id])


async def _consumed(connection: Connection, delivery: Delivery[Contract], log: _Log) -> Handled:
    data = delivery.event.data
    if isinstance(data, SignalReceivedDirectly) and UUID(delivery.event.subject) in log.by_meldcode:
        await arrivals.save_direct(connection, delivery.event, data)
        return Handled()  # that it was carried out is an act
    return await handlers.DISPATCH(connection, [delivery])


async def _is_as_the_rules_say(connection: Connection, act: Decision, log: _Log) -> list[str]:
    """The same case, choice and day must give the same decision, as long as the rules have the same version."""
    decided = log.decided(act)
    half = decided.zorg or decided.riec
    arrival = await store.find(connection, act.signal_id)
    if act.rule_version != domain.RULE_VERSION or half is None or arrival is None or arrival.case is None:
        return []
    standing = [one.standing for one in await referral_store.followed(connection, [act.signal_id])]
    choice = _choice(act, decided, half.municipality)
    try:
        again = domain.decide(arrival.case, choice, half.decider_role, half.decided_on, act.decision_id, standing)
    except domain.NotDecidableError as error:
        broken = "; ".join(f"{violation.field}: {violation.rule}" for violation in error.violations)
        return [f"decision {act.decision_id}: not possible by rules {half.rule_version}: {broken}"]
    return [] if again == decided else [f"decision {act.decision_id}: otherwise by rules {half.rule_version}"]


def _choice(act: Decision, decided: Decided, municipality: str) -> Choice:
    orders = {
        order.partner: Order(
            order.partner,
            order.director,
            order.basis,
            order.purpose,
            half.personal.notes[order.partner],
            report_to(order.partner, half.personal.reports),
        )
        for half in (decided.zorg, decided.riec)
        if half
        for order in half.orders
    }
    consent = decided.zorg.consent if decided.zorg else _NOT_ASKED
    return Choice(act.outcomes, tuple(orders[partner] for partner in act.partners), consent, municipality)


_OWN_WORDS = unsaid("the aandachtfunctionaris's own words, sent to nobody")
_ONCE_CONFIRMED = unsaid("it is in the log itself once a second person has confirmed it")
_CONTENT = "content of an act"
_LED_TO = "what an act led to"

REPLAY = Replay(
    _Log,
    own={
        **OWN,
        **casework.HANDLING,
        **casework.NOTICES,
        **casework.own(retention_store.wipe, TERMS),
        PartnerConsulted: _consult,
        TermExtended: of_act(consultations.extend),
        PutOnAgenda: of_act(agenda.put_on),
        AdviceRecorded: of_act(agenda.advise),
        TakenOffAgenda: of_act(agenda.take_off),
        DecisionProposed: of_act(proposals.propose),
        CorrectionProposed: of_act(proposals.propose),
        ConsultationProposed: of_act(proposals.propose),
        ConsentRecorded: of_act(consent.record),
        ProposalRejected: of_act(proposals.reject),
        DecisionRecorded: _record,
        ProposalConfirmed: _confirm,
        MeldcodeReportCarriedOut: _carry_out_meldcode,
        CaseCorrectionRecorded: _correct,
        CaseWithdrawn: of_act(amendments.withdraw),
        AdditionRead: of_act(additions.read),
        CaseHandedOver: of_act(handovers.hand_over),
        CaseTakenBack: of_act(handovers.take_back),
    },
    told={
        **TOLD,
        **dict.fromkeys(_QUESTIONS, _CONTENT),
        ZorgDecisionTaken: _CONTENT,
        RiecDecisionTaken: _CONTENT,
        CaseCorrected: _CONTENT,
        ZorgDecisionReconsidered: _LED_TO,
        DecisionWithdrawn: _LED_TO,
        CaseShared: _LED_TO,
        CaseShareEnded: _LED_TO,
        ConsultReminded: _LED_TO,
        SignalFeedbackGiven: "what the reporter is told; where a case stands follows from acts and what came",
    },
    judges=dict.fromkeys((DecisionRecorded, ProposalConfirmed, MeldcodeReportCarriedOut), _is_as_the_rules_say),
    consumed=_consumed,
    earlier=Earlier(acts_of_2026_11.acts, acts_of_2026_11.EXEMPT),
    exempt={
        **RUNTIME,
        **casework.EXEMPT,
        **casework.TALLY_EXEMPT,
        **casework.HANDLING_EXEMPT,
        "decision.motivation": _OWN_WORDS,
        "amendment.reason": _OWN_WORDS,
        "agenda_item.minutes": _OWN_WORDS,
        "agenda_item.explanation": _OWN_WORDS,
        "proposal.body": _ONCE_CONFIRMED,
        "proposal.shown": _ONCE_CONFIRMED,
        "consent.explanation": _OWN_WORDS,
        "proposal.explanation": _OWN_WORDS,
        "hand_over.explanation": _OWN_WORDS,
    },
    counted={
        "signal_case": ("state",),
        "consultation": ("partner", "conclusion"),
        "decision": ("outcomes", "decider_role", "rule_version"),
        "referral": ("partner", "state"),
        "amendment": ("kind",),
        "agenda_item": ("case_table", "state"),
        "proposal": ("kind", "confirmed"),
        "consent": ("asked", "given"),
    },
    keys={"amendment": ("signal_id", "kind", "amended_at")},
)
