"""Decisions become referrals, partners' replies become steps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.disclosures import disclosure_type
from schemas.envelope import new_event
from schemas.events import reply
from schemas.events.decision import RiecDecisionTaken, ZorgDecisionTaken
from services.runtime import telemetry, trail
from services.runtime.inbox import Handled
from services.runtime.outbox import Outgoing
from services.runtime.quarantine import Refusal
from services.runtime.referral import domain, store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from schemas.text import Contract
    from services.runtime.database import Connection
    from services.runtime.inbox import Delivery
    from services.runtime.referral.domain import Decision


def handler(service: str) -> Callable[[Connection, list[Delivery]], Awaitable[Handled]]:
    """The handler of one referral service, which writes events under its own name."""

    async def handle(connection: Connection, deliveries: list[Delivery]) -> Handled:
        handled = Handled()
        for delivery in deliveries:
            data = delivery.event.data
            if isinstance(data, ZorgDecisionTaken | RiecDecisionTaken):
                handled.outgoing += await _refer(connection, service, delivery, data)
            elif type(data) in domain.LEADS_TO and isinstance(data, reply.Reply):
                refusal = await _advance(connection, delivery, data)
                if refusal:
                    handled.refusals.append(refusal)
            # other replies on a shared topic are another service's
        return handled

    return handle


async def _refer(connection: Connection, service: str, delivery: Delivery, decision: Decision) -> list[Outgoing]:
    outgoing: list[Outgoing] = []
    for order in decision.orders:
        reference = uuid4()
        data = domain.refer(decision, order, reference)
        event = new_event(
            service, disclosure_type(order.partner, "referral"), str(reference), data, telemetry.unlinkable()
        )
        await store.add(
            connection,
            store.Referral(
                reference=reference,
                signal_id=UUID(delivery.event.subject),
                decision_id=decision.decision_id,
                partner=order.partner,
                director=order.director,
                basis=order.basis,
                municipality=decision.municipality,
                state=domain.State.SENT,
                sent_at=event.time,
            ),
        )
        outgoing.append(Outgoing(f"referral.{order.partner}", event))
        outgoing.append(trail.referred(service, reference, UUID(delivery.event.subject), decision.decision_id))
    return outgoing


async def _advance(connection: Connection, delivery: Delivery, data: reply.Reply) -> Refusal | None:
    partner = delivery.record.topic.removeprefix("reply.")
    referral = await store.find(connection, data.reference)
    if referral is None or referral.partner != partner:
        rule = "data.reference: is geen verwijzing aan deze partner"
        return Refusal(delivery.record, "reference", (rule,))
    try:
        state = domain.advance(referral.state, data)
    except domain.IllegalStepError as error:
        allowed = ", ".join(sorted(error.allowed)) or "niets"
        return Refusal(delivery.record, "transition", (f"na {referral.state} kan alleen: {allowed}",))
    step = store.Step(state, delivery.event.time, _reason(data), _explanation(data))
    await store.take_step(connection, data.reference, step)
    return None


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
