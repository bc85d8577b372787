"""Triage's state from the log: decisions as they were taken. Only one by the rules of today is judged again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.codes.flow import CaseTable, Outcome, Participant, ReporterStatus, UserRole
from schemas.disclosures.afterwards import ConsultReminded, ConsultWithdrawn, Notice
from schemas.events.audit import ActPerformed
from schemas.events.case import Consent
from schemas.events.decision import (
    RiecDecisionCorrected,
    RiecDecisionTaken,
    ZorgDecisionCorrected,
    ZorgDecisionTaken,
)
from schemas.events.signal import CaseCorrected, SignalReceivedDirectly
from schemas.registry import disclosure_type
from services.casework import notice
from services.casework.retention import replay as retention
from services.runtime.messaging.dispatch import Handled
from services.runtime.operate.comparison import clock, skip, unsaid
from services.runtime.operate.replay import RUNTIME, Replay
from services.triage import handlers, replay_store, retention_store
from services.triage.agenda import domain as agenda
from services.triage.agenda import store as agenda_store
from services.triage.amendments import domain as amend
from services.triage.amendments import store as amendment_store
from services.triage.cases import arrivals, store
from services.triage.cases.domain import Case, State
from services.triage.consultations import store as consultation_store
from services.triage.consultations.domain import Consultation
from services.triage.decisions import domain
from services.triage.decisions import store as decision_store
from services.triage.decisions.domain import Choice, Decided, Order
from services.triage.proposals import store as proposal_store
from services.triage.referrals import domain as standing
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery

_NOT_ASKED = Consent(asked=False, reason="De helft voor de zorg is er niet.")


class _Fold:
    def __init__(self, events: Sequence[Delivery[Contract]]) -> None:
        self.findings: list[str] = []
        self._by_meldcode = {
            delivery.event.subject
            for delivery in events
            if isinstance(delivery.event.data, ZorgDecisionTaken)
            and delivery.event.data.decider_role is UserRole.PROFESSIONAL
        }
        self._asked: dict[UUID, tuple[str, Contract]] = {}
        self._zorg: dict[UUID, ZorgDecisionTaken] = {}
        self._riec: dict[UUID, RiecDecisionTaken] = {}
        self._corrected: dict[UUID, CaseCorrected] = {}
        self._proposed: dict[UUID, tuple[UUID, str]] = {}

    async def consumed(self, connection: Connection, delivery: Delivery[Contract]) -> Handled:
        data = delivery.event.data
        if isinstance(data, SignalReceivedDirectly) and delivery.event.subject in self._by_meldcode:
            await store.save_arrival(connection, arrivals.direct(delivery.event, data))
            return Handled()
        return await handlers.DISPATCH(connection, [delivery])

    async def own(self, connection: Connection, delivery: Delivery[Contract]) -> None:
        event = delivery.event
        match event.data:
            case ZorgDecisionCorrected() | RiecDecisionCorrected():
                pass  # made anew from the case as it was corrected
            case ZorgDecisionTaken() as data:
                self._zorg[data.decision_id] = data
                if data.decider_role is UserRole.PROFESSIONAL:
                    await self._decided_by_meldcode(connection, UUID(event.subject), data, event.time)
            case RiecDecisionTaken() as data:
                self._riec[data.decision_id] = data
            case CaseCorrected() as data:
                self._corrected[UUID(event.subject)] = data
            case ConsultReminded() as data:
                await consultation_store.extend(connection, data.reference, data.answer_by)
            case Notice() as told:
                withdrawn = isinstance(told, ConsultWithdrawn)
                kind = notice.Kind.WITHDRAWAL if withdrawn else notice.Kind.CORRECTION
                await notice.add(connection, notice.Notice(told.notice, UUID(event.subject), kind, event.time))
            case ActPerformed() as act:
                await self._act(connection, act, event.time)
            case data:
                partner = delivery.record.topic.partition(".")[2]
                if event.type == disclosure_type(partner, "consult"):
                    self._asked[UUID(event.subject)] = (partner, data)

    async def _act(self, connection: Connection, act: ActPerformed, at: datetime) -> None:
        match act.operation:
            case "consulteerPartner":
                await self._consult(connection, act)
            case "besluit" if "awaiting" in act.facts:
                signal_id, proposal_id = act.objects
                self._proposed[proposal_id] = (signal_id, act.actor)
                await replay_store.propose(connection, act, datetime.fromisoformat(act.facts["decided_at"]))
            case "besluit":
                signal_id, decision_id = act.objects
                await self._decide(connection, signal_id, decision_id, _desk(act.actor), act.facts)
            case "bevestigBesluit":
                (proposal_id,) = act.objects
                signal_id, proposer = self._proposed.pop(proposal_id)
                await proposal_store.settle(connection, proposal_id, act.actor, at, confirmed=True)
                await self._decide(connection, signal_id, proposal_id, _desk(proposer), act.facts)
            case "wijsBesluitAf":
                await proposal_store.settle(connection, act.objects[0], act.actor, at, confirmed=False)
            case "agendeer":
                await agenda_store.add(connection, _item(act), act.actor)
            case "legAdviesVast" | "haalVanAgenda":
                await agenda_store.settle(connection, await _settled(connection, act), act.actor)
            case "corrigeer":
                await self._correct(connection, act)
            case "trekZaakIn":
                amendment = _amendment(act, uuid4())
                await amendment_store.add(connection, amendment)
                await store.set_state(connection, amendment.signal_id, State.WITHDRAWN)
                await store.tell(connection, amendment.signal_id, ReporterStatus.WITHDRAWN)
                await amendment_store.close_consultations(connection, amendment.signal_id, amendment.amended_at)
            case retention.OPERATION:
                await retention.destroyed(connection, act, at, retention_store.wipe)
            case "escaleer":
                await consultation_store.escalate(connection, [act.objects[0]], at)
                await proposal_store.escalate(connection, [act.objects[0]], at)
                await agenda_store.escalate(connection, [act.objects[0]], at)
                await notice.escalate(connection, [act.objects[0]], at)
            case _:
                pass  # what a person read, or did through another event

    async def _consult(self, connection: Connection, act: ActPerformed) -> None:
        signal_id, reference = act.objects
        partner, data = self._asked.pop(reference)
        asked = dict(data)
        asked_at = datetime.fromisoformat(act.facts["asked_at"])
        question: str = asked["personal"].question
        consultation = Consultation(reference, signal_id, partner, question, act.actor, asked_at, asked["answer_by"])
        await consultation_store.add(connection, consultation)

    async def _decided_by_meldcode(
        self, connection: Connection, signal_id: UUID, data: ZorgDecisionTaken, at: datetime
    ) -> None:
        (order,) = data.orders
        facts = {
            "outcomes": " ".join(data.outcomes),
            "partners": order.partner,
            "director": order.partner,
            "decided_at": at.isoformat(),
            "rule_version": data.rule_version,
        }
        by = (handlers.MELDCODE, UserRole.PROFESSIONAL.value)
        await self._decide(connection, signal_id, data.decision_id, by, facts)

    async def _decide(
        self, connection: Connection, signal_id: UUID, decision_id: UUID, by: tuple[str, str], facts: Mapping[str, str]
    ) -> None:
        decided = Decided(decision_id, self._zorg.pop(decision_id, None), self._riec.pop(decision_id, None))
        at = datetime.fromisoformat(facts["decided_at"])
        choice = _choice(decided, facts)
        if facts["rule_version"] == domain.RULE_VERSION:
            await self._judge(connection, signal_id, decided, choice, at)
        await decision_store.add(connection, signal_id, choice, decided, by, None, facts["director"])
        await replay_store.stamp(connection, decision_id, facts["rule_version"], at)
        referrals = [one.standing for one in await referral_store.followed(connection, [signal_id])]
        await store.tell(connection, signal_id, standing.reporter_status(referrals, to_decide=False))

    async def _judge(
        self, connection: Connection, signal_id: UUID, decided: Decided, choice: Choice, at: datetime
    ) -> None:
        """The same case, choice and day must give the same decision, as long as the rules have the same version."""
        half = decided.zorg or decided.riec
        arrival = await store.find(connection, signal_id)
        if half is None or arrival is None or arrival.case is None:
            return
        standing = [one.standing for one in await referral_store.followed(connection, [signal_id])]
        choice = replace(choice, registered_in=half.municipality)
        try:
            again = domain.decide(
                arrival.case, choice, half.decider_role, half.decided_on, decided.decision_id, standing
            )
        except domain.NotDecidableError as error:
            broken = "; ".join(f"{violation.field}: {violation.rule}" for violation in error.violations)
            self.findings.append(f"decision {decided.decision_id}: not possible by rules {half.rule_version}: {broken}")
            return
        if again != decided:
            self.findings.append(f"decision {decided.decision_id}: otherwise by rules {half.rule_version}")

    async def _correct(self, connection: Connection, act: ActPerformed) -> None:
        (signal_id,) = act.objects
        corrected = self._corrected.pop(signal_id)
        await amendment_store.add(connection, _amendment(act, corrected.correction_id))
        arrival = await store.find(connection, signal_id)
        if arrival is None or arrival.case is None:
            raise LookupError("a case that is corrected has arrived")
        after = Case(arrival.case.facts, corrected.personal)
        await amendment_store.save_case(connection, signal_id, after)
        for decided in await amendment_store.decided(connection, signal_id):
            anew = amend.correct(decided, after, corrected.correction_id)
            await amendment_store.save_decided(connection, anew.decided)


def _choice(decided: Decided, facts: Mapping[str, str]) -> Choice:
    halves = [half for half in (decided.zorg, decided.riec) if half]
    orders = {
        order.partner: Order(
            order.partner, order.director, order.basis, order.purpose, half.personal.notes[order.partner]
        )
        for half in halves
        for order in half.orders
    }
    return Choice(
        tuple(Outcome(code) for code in facts["outcomes"].split()),
        tuple(orders[partner] for partner in facts.get("partners", "").split()),
        decided.zorg.consent if decided.zorg else _NOT_ASKED,
    )


def _desk(subject: str) -> tuple[str, str]:
    return subject, UserRole.AANDACHTFUNCTIONARIS.value


def _item(act: ActPerformed) -> agenda.Item:
    signal_id, item_id = act.objects
    return agenda.Item(
        item_id,
        signal_id,
        CaseTable(act.facts["table"]),
        date.fromisoformat(act.facts["on"]),
        tuple(Participant(code) for code in act.facts["participants"].split()),
    )


async def _settled(connection: Connection, act: ActPerformed) -> agenda.Item:
    item = await agenda_store.find(connection, act.objects[0])
    if item is None:
        raise LookupError("what is taken off an agenda was on it")
    advice = tuple(Outcome(code) for code in act.facts.get("advice", "").split())
    return replace(item, state=agenda.ItemState(act.facts["state"]), advice=advice)


def _amendment(act: ActPerformed, amendment_id: UUID) -> amendment_store.Amendment:
    """Without its reason."""
    (signal_id,) = act.objects
    at = datetime.fromisoformat(act.facts["at"])
    return amendment_store.Amendment(amendment_id, signal_id, notice.Kind(act.facts["kind"]), "", act.actor, at)


_OWN_WORDS = "the aandachtfunctionaris's own words, sent to nobody"

REPLAY = Replay(
    _Fold,
    exempt={
        **RUNTIME,
        **retention.EXEMPT,
        "consultation.escalated_at": clock("the moment before the event's"),
        "decision.motivation": skip(_OWN_WORDS),
        "decision.decided_at": clock("the database's clock"),
        "referral.moved_at": clock("the database's clock, until the first move"),
        "amendment.amendment_id": skip("a withdrawal's is in no event; rows are told apart by signal, kind and moment"),
        "amendment.reason": skip(_OWN_WORDS),
        "notice.sent_at": clock("the moment before the event's"),
        "notice.escalated_at": clock("the moment before the event's"),
        "agenda_item.escalated_at": clock("the moment before the event's"),
        "agenda_item.minutes": unsaid(_OWN_WORDS),
        "agenda_item.explanation": unsaid(_OWN_WORDS),
        "proposal.body": skip("the decision itself is in the log once a second person has confirmed it"),
        "proposal.explanation": unsaid(_OWN_WORDS),
        "proposal.settled_at": clock("the moment before the event's"),
        "proposal.escalated_at": clock("the moment before the event's"),
    },
    counted={
        "signal_case": ("state",),
        "consultation": ("partner", "conclusion"),
        "decision": ("outcomes", "decider_role", "rule_version"),
        "referral": ("partner", "state"),
        "amendment": ("kind",),
        "agenda_item": ("case_table", "state"),
        "proposal": ("confirmed",),
    },
    keys={"amendment": ("signal_id", "kind", "amended_at")},
)
