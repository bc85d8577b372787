"""A referral service's state from the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from schemas.disclosures.afterwards import Notice, ReferralInformationGiven, ReferralRevoked
from schemas.events.audit import ActPerformed
from schemas.events.decision import (
    DecisionWithdrawn,
    RiecDecisionCorrected,
    RiecDecisionTaken,
    ZorgDecisionCorrected,
    ZorgDecisionTaken,
)
from schemas.events.progress import ReferralMoved
from schemas.registry import disclosure_type
from schemas.text import Contract
from services.casework import notice
from services.casework.retention import replay as retention
from services.referral import handlers, retention_store, store
from services.referral.domain import State
from services.runtime.messaging.dispatch import Handled
from services.runtime.operate.comparison import clock, skip, unsaid
from services.runtime.operate.replay import RUNTIME, Replay

if TYPE_CHECKING:
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery, Dispatch


@dataclass(frozen=True, slots=True)
class _Ordered:
    director: bool
    basis: str
    municipality: str


class _Fold:
    def __init__(self, dispatch: Dispatch) -> None:
        self.findings: list[str] = []
        self._dispatch = dispatch
        self._ordered: dict[tuple[UUID, str], _Ordered] = {}
        self._sent: dict[UUID, datetime] = {}
        self._answered: dict[UUID, str] = {}

    async def consumed(self, connection: Connection, delivery: Delivery[Contract]) -> Handled:
        match delivery.event.data:
            case ZorgDecisionCorrected() | RiecDecisionCorrected():
                pass  # what came of it are events of its own
            case ZorgDecisionTaken() | RiecDecisionTaken() as decision:
                for order in decision.orders:
                    ordered = _Ordered(order.director, order.basis, decision.municipality)
                    self._ordered[decision.decision_id, order.partner] = ordered
            case DecisionWithdrawn() as data:
                await handlers.revoke_all(connection, data, delivery.event.time)
            case _:
                return await self._dispatch(connection, [delivery])
        return Handled()

    async def own(self, connection: Connection, delivery: Delivery[Contract]) -> None:
        event = delivery.event
        match event.data:
            case ReferralMoved(state=State.SENT) as moved:
                await self._refer(connection, UUID(event.subject), moved)
            case ReferralInformationGiven() as given:
                self._answered[given.reference] = given.personal.answer
            case Notice() as told:
                revoked = isinstance(told, ReferralRevoked)
                kind = notice.Kind.WITHDRAWAL if revoked else notice.Kind.CORRECTION
                await notice.add(connection, notice.Notice(told.notice, UUID(event.subject), kind, event.time))
            case ActPerformed() as act:
                await self._act(connection, act, event.time)
            case _:
                if event.type == disclosure_type(delivery.record.topic.partition(".")[2], "referral"):
                    self._sent[UUID(event.subject)] = event.time

    async def _refer(self, connection: Connection, signal_id: UUID, moved: ReferralMoved) -> None:
        ordered = self._ordered.get((moved.decision_id, moved.partner))
        if ordered is None:
            self.findings.append(f"referral {moved.reference}: no decision ordered it")
            return
        at = self._sent.pop(moved.reference)
        await store.add(
            connection,
            store.Referral(
                reference=moved.reference,
                signal_id=signal_id,
                decision_id=moved.decision_id,
                partner=moved.partner,
                director=ordered.director,
                basis=ordered.basis,
                municipality=ordered.municipality,
                state=State.SENT,
                sent_at=at,
                state_since=at,
            ),
        )

    async def _act(self, connection: Connection, act: ActPerformed, at: datetime) -> None:
        match act.operation:
            case "beantwoordVraag" | "trekVerwijzingIn":
                (reference,) = act.objects
                since = datetime.fromisoformat(act.facts["state_since"])
                words = self._answered.pop(reference, None)
                step = store.Step(State(act.facts["state"]), since, None, words, act.actor)
                await store.take_step(connection, reference, step)
            case "escaleer":
                await store.escalate(connection, [act.objects[0]], at)
                await notice.escalate(connection, [act.objects[0]], at)
            case retention.OPERATION:
                await retention.destroyed(connection, act, at, retention_store.wipe)
            case _:
                pass  # what a person read; which signal a reference stands for


def replay(dispatch: Dispatch) -> Replay:
    return Replay(
        lambda _: _Fold(dispatch),
        exempt={
            **RUNTIME,
            **retention.EXEMPT,
            "referral.escalated_at": clock("the moment before the event's"),
            "notice.escalated_at": clock("the moment before the event's"),
            "referral.has_words": skip("follows from the steps' explanations, of which not every one is in the log"),
            "referral_step.recorded_at": skip("when a worker got to it"),
            "referral_step.explanation": unsaid("why a referral is withdrawn is told to nobody"),
        },
        counted={"referral": ("partner", "state"), "notice": ("kind",)},
    )
