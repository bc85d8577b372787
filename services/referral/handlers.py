"""Decisions become referrals, partners' replies become steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.catalogue import type_of
from schemas.codes.flow import DeclineReason, DoneOutcome
from schemas.disclosures.afterwards import ReferralRemovalAsked, ReferralRevoked
from schemas.envelope import new_event
from schemas.events import reply
from schemas.events.acts import itself
from schemas.events.acts.referral import CaseReferred
from schemas.events.decision import (
    DecisionWithdrawn,
    RiecDecisionCorrected,
    RiecDecisionTaken,
    ZorgDecisionCorrected,
    ZorgDecisionReconsidered,
    ZorgDecisionTaken,
)
from schemas.events.progress import ProgressPersonal, ReferralMoved
from schemas.registry import correction_type, disclosure_type
from services.casework import notice
from services.casework.terms.domain import day_of
from services.referral import acts, domain, store
from services.runtime.base import telemetry
from services.runtime.messaging import trail
from services.runtime.messaging.dispatch import Delivery, Handled, each, refused
from services.runtime.messaging.outbox import Outgoing
from services.runtime.messaging.quarantine import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from schemas.text import Contract
    from services.referral.domain import Decision
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Handler


_NOT_OURS = "data.reference: is geen verwijzing aan deze partner"


class Referrals:
    """The handlers of one referral service, which writes events under its own name."""

    def __init__(self, service: str) -> None:
        self._service = service

    async def refer(self, connection: Connection, delivery: Delivery[ZorgDecisionTaken | RiecDecisionTaken]) -> Handled:
        """One referral, act and move for each order, under a reference of that partner's own."""
        return Handled(await _refer(connection, self._service, delivery))

    async def correct(
        self, connection: Connection, delivery: Delivery[ZorgDecisionCorrected | RiecDecisionCorrected]
    ) -> Handled:
        """To those of this half who still have it; each has to confirm."""
        return Handled(await _correct(connection, self._service, delivery.event.data))

    async def reconsider(self, connection: Connection, delivery: Delivery[ZorgDecisionReconsidered]) -> Handled:
        """Who got it on consent that is withdrawn stops and wipes; who was told of consent is told anew."""
        return Handled(await _reconsider(connection, self._service, delivery.event.data, delivery.event.time))

    async def withdraw(self, connection: Connection, delivery: Delivery[DecisionWithdrawn]) -> Handled:
        """Reaches all that received it, also what was declined or done; each has to confirm."""
        return Handled(await _withdraw(connection, self._service, delivery.event.data, delivery.event.time))

    async def advance(self, connection: Connection, delivery: Delivery[reply.Reply]) -> Handled:
        """A reply about another's referral, or out of order, changes nothing and is refused."""
        return await _advance(connection, self._service, delivery)

    async def decline(self, connection: Connection, delivery: Delivery[reply.ReferralDeclined]) -> Handled:
        """As any step; and a partnership that does not take the case is asked to destroy what it got (BGS 1.16)."""
        handled = await self.advance(connection, delivery)
        if handled.refusals:
            return handled
        return replace(handled, outgoing=[*handled.outgoing, *await _removal(connection, self._service, delivery)])

    @property
    def replies(self) -> Mapping[type[Contract], Handler]:
        """For everything a partner can say of a referral."""
        steps = dict.fromkeys(domain.LEADS_TO, each(self.advance))
        return {**steps, reply.ReferralDeclined: each(self.decline), reply.ReferralConfirmed: each(_confirm)}


async def _refer(
    connection: Connection, service: str, delivery: Delivery[ZorgDecisionTaken | RiecDecisionTaken]
) -> list[Outgoing]:
    decision = delivery.event.data
    outgoing: list[Outgoing] = []
    for order in decision.orders:
        reference = uuid4()
        data = domain.refer(decision, order, reference)
        event = new_event(
            service, disclosure_type(order.partner, "referral"), str(reference), data, telemetry.unlinkable()
        )
        act = CaseReferred(
            **itself(service, event.time),
            reference=reference,
            signal_id=UUID(delivery.event.subject),
            decision_id=decision.decision_id,
            partner=order.partner,
            director=order.director,
            basis=order.basis,
            municipality=decision.municipality,
            found_in=decision.found_in,
            against_will=domain.against_will(decision),
        )
        referral = await acts.refer(connection, act)
        outgoing.append(Outgoing(f"referral.{order.partner}", event))
        outgoing.append(moved(service, referral, store.Step(domain.State.SENT, act.at)))
        outgoing.append(trail.unasked(service, act))
    return outgoing


async def _correct(connection: Connection, service: str, decision: Decision) -> list[Outgoing]:
    """To everyone who has this part of the case, also who finished, or declined and keeps what it got."""
    orders = {order.partner: order for order in decision.orders}
    outgoing: list[Outgoing] = []
    for referral in await store.of_decision(connection, decision.decision_id):
        if referral.partner in orders and domain.keeps(referral.state, day_of(referral.state_since), referral.basis):
            data = domain.correct(decision, orders[referral.partner], referral.reference, uuid4())
            event_type = correction_type(referral.partner, "referral")
            outgoing.append(await _notify(connection, service, referral, event_type, data))
    return outgoing


async def _reconsider(
    connection: Connection, service: str, data: ZorgDecisionReconsidered, at: datetime
) -> list[Outgoing]:
    outgoing: list[Outgoing] = []
    for referral, step in await reconsider_all(connection, data, at):
        outgoing += [await revocation(connection, service, referral), moved(service, referral, step)]
    return [*outgoing, *await _correct(connection, service, data)]


async def reconsider_all(
    connection: Connection, data: ZorgDecisionReconsidered, at: datetime
) -> list[tuple[store.Referral, store.Step]]:
    """The steps of the referrals that end, as they stood (AVG 7(3), 17(1)(b))."""
    await store.know_refusal(connection, data.decision_id, refused=data.consent.refused)
    referrals = await store.of_decision(connection, data.decision_id)
    ended = [one for one in referrals if domain.ends_with_consent(one.basis, data)]
    return await _revoke(connection, ended, at)


async def _withdraw(connection: Connection, service: str, data: DecisionWithdrawn, at: datetime) -> list[Outgoing]:
    outgoing: list[Outgoing] = []
    for referral, step in await revoke_all(connection, data, at):
        outgoing += [await revocation(connection, service, referral), moved(service, referral, step)]
    return outgoing


async def revoke_all(
    connection: Connection, data: DecisionWithdrawn, at: datetime
) -> list[tuple[store.Referral, store.Step]]:
    """The steps of its referrals, as they stood."""
    return await _revoke(connection, await store.of_decision(connection, data.decision_id), at)


async def _revoke(
    connection: Connection, referrals: Sequence[store.Referral], at: datetime
) -> list[tuple[store.Referral, store.Step]]:
    taken: list[tuple[store.Referral, store.Step]] = []
    for referral in referrals:
        step = store.Step(domain.act(referral.state, domain.Act.REVOKE), at)
        await store.take_step(connection, referral.reference, step)
        taken.append((referral, step))
    return taken


def moved(service: str, referral: store.Referral, step: store.Step) -> Outgoing:
    """Where the referral stands now, for triage."""
    data = ReferralMoved(
        decision_id=referral.decision_id,
        reference=referral.reference,
        partner=referral.partner,
        director=referral.director,
        state=step.state,
        reason=_code(step.reason),
        personal=ProgressPersonal(explanation=step.explanation),
    )
    event = new_event(service, type_of(ReferralMoved), str(referral.signal_id), data, telemetry.unlinkable())
    return Outgoing(f"progress.{service.removesuffix('-referral')}", event)


async def revocation(connection: Connection, service: str, referral: store.Referral) -> Outgoing:
    """Tell the partner that the referral is withdrawn; it has to confirm that."""
    data = ReferralRevoked(reference=referral.reference, notice=uuid4())
    return await _notify(connection, service, referral, type_of(ReferralRevoked), data)


async def _removal(connection: Connection, service: str, delivery: Delivery[reply.ReferralDeclined]) -> list[Outgoing]:
    referral = await _own(connection, delivery)
    article = referral and domain.removal_after_decline(referral.basis, day_of(delivery.event.time))
    if referral is None or not article:
        return []
    data = ReferralRemovalAsked(reference=referral.reference, notice=uuid4(), article=article)
    return [await _notify(connection, service, referral, type_of(ReferralRemovalAsked), data)]


async def _notify(
    connection: Connection, service: str, referral: store.Referral, event_type: str, data: Contract
) -> Outgoing:
    event = new_event(service, event_type, str(referral.reference), data, telemetry.unlinkable())
    await notice.tell(connection, event)
    return Outgoing(f"referral.{referral.partner}", event)


def _code(reason: str | None) -> DeclineReason | DoneOutcome | None:
    known: dict[str, DeclineReason | DoneOutcome] = {code: code for code in (*DeclineReason, *DoneOutcome)}
    return known.get(reason or "")


async def _own(connection: Connection, delivery: Delivery[reply.Reply]) -> store.Referral | None:
    """The referral this answers, if it was made to this partner."""
    referral = await store.find(connection, delivery.event.data.reference)
    return referral if referral and delivery.record.topic == f"reply.{referral.partner}" else None


async def _confirm(connection: Connection, delivery: Delivery[reply.ReferralConfirmed]) -> Handled:
    data = delivery.event.data
    if await _own(connection, delivery) is None:
        return refused(delivery, _NOT_OURS)
    if not await notice.confirm(connection, data.reference, data.notice, delivery.event.time):
        return refused(delivery, "data.notice: is niet iets wat u bij deze verwijzing te bevestigen hebt")
    return Handled()


async def _advance(connection: Connection, service: str, delivery: Delivery[reply.Reply]) -> Handled:
    data = delivery.event.data
    referral = await _own(connection, delivery)
    if referral is None:
        return refused(delivery, _NOT_OURS)
    try:
        state = domain.advance(referral.state, data)
    except domain.IllegalStepError as error:
        rule = f"na {referral.state} kan alleen: {error.names()}"
        return Handled(refusals=[Refusal(delivery.record, "transition", (rule,))])
    step = store.Step(state, delivery.event.time, _reason(data), _explanation(data))
    await store.take_step(connection, data.reference, step)
    return Handled([moved(service, referral, step)])


def _reason(data: Contract) -> str | None:
    match data:
        case reply.ReferralDeclined(reason=reason):
            return reason
        case reply.ReferralDone(outcome=outcome):
            return outcome
        case _:
            return None


def _explanation(data: Contract) -> str | None:
    match data:
        case reply.ReferralDeclined(personal=personal):
            return personal.explanation
        case reply.ReferralMoreInformationAsked(personal=personal):
            return personal.question
        case _:
            return None
