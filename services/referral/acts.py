"""What is done with a referral: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.casework.tenancy import store as tenancy
from services.casework.tenancy.store import Capacity
from services.referral import store
from services.referral.answers import store as answers
from services.referral.domain import State
from services.referral.store import Referral, Step

if TYPE_CHECKING:
    from schemas.events.acts.referral import (
        AnswerProposed,
        AnswerRejected,
        CaseReferred,
        QuestionAnswered,
        ReferralTakenBack,
    )
    from services.runtime.base.database import Connection


async def refer(connection: Connection, act: CaseReferred) -> Referral:
    """The act holds all of it but the content, which goes to the partner and is not kept here."""
    made = Referral(
        reference=act.reference,
        signal_id=act.signal_id,
        decision_id=act.decision_id,
        partner=act.partner,
        director=act.director,
        basis=act.basis,
        municipality=act.municipality,
        state=State.SENT,
        sent_at=act.at,
        state_since=act.at,
        against_will=act.against_will,
    )
    await store.add(connection, made)
    await tenancy.belongs(connection, act.signal_id, act.municipality, act.at, Capacity.RESPONSIBLE)
    await tenancy.belongs(connection, act.signal_id, act.found_in or act.municipality, act.at)
    return made


async def answer(connection: Connection, act: QuestionAnswered, words: str) -> Step:
    """``words`` are in what the partner was sent."""
    if act.proposal_id:
        await answers.settle(connection, act.proposal_id, act, confirmed=True)
    step = Step(State.INFORMATION_GIVEN, act.at, None, words, act.actor)
    await store.take_step(connection, act.reference, step)
    return step


async def take_back(connection: Connection, act: ReferralTakenBack, reason: str | None = None) -> Step:
    """``reason`` is told to nobody."""
    step = Step(State.REVOKED, act.at, None, reason, act.actor)
    await store.take_step(connection, act.reference, step)
    return step


async def propose_answer(connection: Connection, act: AnswerProposed, words: str | None = None) -> None:
    """``words`` are in no event before a second person agreed."""
    await answers.add(connection, act, words)


async def reject_answer(connection: Connection, act: AnswerRejected) -> None:
    """The partner's question stays open."""
    await answers.settle(connection, act.proposal_id, act, confirmed=False)
