"""A referral service's state from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.disclosures import disclosure
from schemas.disclosures.afterwards import ReferralInformationGiven
from schemas.events import reply
from schemas.events.acts.referral import (
    AnswerProposed,
    AnswerRejected,
    CaseReferred,
    QuestionAnswered,
    ReferralTakenBack,
)
from schemas.events.decision import Decision, DecisionWithdrawn, ZorgDecisionReconsidered
from schemas.events.progress import ReferralMoved
from schemas.registry import partners
from services.casework import replay as casework
from services.referral import acts, acts_of_2026_11, handlers, retention_store
from services.referral.escalation import TERMS
from services.runtime.messaging.dispatch import Handled, each
from services.runtime.operate.comparison import skip, unsaid
from services.runtime.operate.replay import OWN, RUNTIME, TOLD, Earlier, Replay, of_act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from schemas.envelope import Event
    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery, Dispatch


class _Log:
    """To whom a decision sent a case, and what partners were answered, by the event that held it."""

    def __init__(self, events: Sequence[Delivery[Contract]]) -> None:
        self.ordered: set[tuple[UUID, str]] = set()
        self.answers: dict[UUID, str] = {}
        for event in (delivery.event for delivery in events):
            match event.data:
                case Decision() as decision:
                    self.ordered |= {(decision.decision_id, order.partner) for order in decision.orders}
                case ReferralInformationGiven() as given:
                    self.answers[event.id] = given.personal.answer
                case _:
                    pass


async def _answer(connection: Connection, event: Event[QuestionAnswered], log: _Log) -> None:
    await acts.answer(connection, event.data, log.answers[event.data.answer])


async def _was_ordered(_: Connection, act: CaseReferred, log: _Log) -> list[str]:
    if (act.decision_id, act.partner) in log.ordered:
        return []
    return [f"referral {act.reference}: no decision ordered it"]


def replay(service: str, dispatch: Dispatch) -> Replay[_Log]:
    """Of one referral service: ``dispatch`` is its own, the rules are those of both."""

    async def consumed(connection: Connection, delivery: Delivery[Contract], _: _Log) -> Handled:
        match delivery.event.data:
            case ZorgDecisionReconsidered() as data:
                await handlers.reconsider_all(connection, data, delivery.event.time)
                return Handled()  # what its partners have to confirm is in what they were sent
            case Decision():
                return Handled()  # what came of it are acts, and corrections that were sent
            case reply.ReferralDeclined():
                return await each(handlers.Referrals(service).advance)(connection, [delivery])  # likewise
            case DecisionWithdrawn() as data:
                await handlers.revoke_all(connection, data, delivery.event.time)
                return Handled()  # what the partner has to confirm is in what it was sent
            case _:
                return await dispatch(connection, [delivery])

    sent = [name for name, partner in partners().items() if partner.referred_by == service]
    return Replay(
        _Log,
        own={
            **OWN,
            **casework.NOTICES,
            **casework.own(retention_store.wipe, TERMS),
            CaseReferred: of_act(acts.refer),
            QuestionAnswered: _answer,
            ReferralTakenBack: of_act(acts.take_back),
            AnswerProposed: of_act(acts.propose_answer),
            AnswerRejected: of_act(acts.reject_answer),
        },
        told={
            **TOLD,
            **dict.fromkeys((disclosure(name, "referral") for name in sent), "what a partner read; the act says it"),
            ReferralInformationGiven: "content of an act",
            ReferralMoved: "what triage is told; where a referral stands follows from acts and replies",
        },
        judges={CaseReferred: _was_ordered},
        consumed=consumed,
        earlier=Earlier(acts_of_2026_11.acts, acts_of_2026_11.EXEMPT),
        exempt={
            **RUNTIME,
            **casework.EXEMPT,
            "referral.has_words": skip("follows from the steps' explanations, of which not every one is in the log"),
            "referral_step.recorded_at": skip("when a worker got to it"),
            "answer_proposal.answer": unsaid("it is in the log itself once a second person has confirmed it"),
            "referral_step.explanation": unsaid("why a referral is withdrawn is told to nobody"),
        },
        counted={"referral": ("partner", "state"), "notice": ("kind",), "answer_proposal": ("confirmed",)},
    )
