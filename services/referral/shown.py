"""A referral and where it stands, as the desk sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, Field

from services.casework import notice
from services.casework.four_eyes.domain import Reason
from services.casework.notice import NoticeBody, shown
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.referral import domain, store
from services.referral.answers import store as answers
from services.referral.domain import State
from services.referral.words import DUTCH

if TYPE_CHECKING:
    from services.casework.notice import Notice
    from services.casework.settings.domain import Settings
    from services.runtime.base.database import Connection


class StepBody(BaseModel):
    model_config = DUTCH

    state: State
    at: datetime
    reason: str | None = None
    explanation: str | None = None
    taken_by: str | None = Field(default=None, description="Leeg: de partner heeft het gemeld.")


class ReferralBody(BaseModel):
    """Een verwijzing en waar zij staat."""

    model_config = DUTCH

    reference: UUID
    signal_id: UUID
    partner: str
    director: bool
    basis: str
    municipality: str
    state: State
    sent_at: datetime
    state_since: datetime
    owner: domain.Owner | None = Field(description="Wie aan zet is; leeg als de verwijzing ten einde is.")
    due_on: date | None = Field(description="Normtermijn van deze status, in werkdagen.")
    overdue: bool
    escalated_at: datetime | None = Field(description="Wanneer vastgelegd is dat de normtermijn verstreek.")
    unconfirmed: int = Field(description="Wat de partner nog te bevestigen heeft.")


class WaitingAnswer(BaseModel):
    """Wat het is leest u bij /antwoorden."""

    model_config = DUTCH

    id: UUID
    awaiting: tuple[Reason, ...]
    proposed_by: str
    proposed_at: datetime
    due_on: date


class ReferralWithSteps(ReferralBody):
    model_config = DUTCH

    steps: tuple[StepBody, ...]
    notices: tuple[NoticeBody, ...]
    proposed_answer: WaitingAnswer | None = Field(
        default=None, description="Een antwoord dat op een tweede persoon wacht; er ging nog niets uit."
    )


def fields(referral: store.Referral, sent: list[Notice], today: date, settings: Settings) -> dict[str, object]:
    """Of a ``ReferralBody``; ``sent``: what its partner has to confirm, others' too."""
    norm = domain.NORMS.get(referral.state)
    due_on = domain.due(referral.state, day_of(referral.state_since), settings)
    return {
        **{name: getattr(referral, name) for name in ReferralBody.model_fields if hasattr(referral, name)},
        "owner": norm.owner if norm else None,
        "due_on": due_on,
        "overdue": due_on is not None and today > due_on,
        "unconfirmed": sum(one.confirmed_at is None and one.reference == referral.reference for one in sent),
    }


def today() -> date:
    """Here, where the desks are."""
    return day_of(datetime.now(UTC))


async def whole(connection: Connection, referral: store.Referral) -> ReferralWithSteps:
    """With its steps and what waits."""
    taken = await store.steps(connection, referral.reference)
    sent = await notice.about(connection, [referral.reference])
    answer = await answers.waiting(connection, referral.reference)
    settings = await settings_store.read(connection)
    steps = tuple(
        StepBody(state=s.state, at=s.reported_at, reason=s.reason, explanation=s.explanation, taken_by=s.taken_by)
        for s in taken
    )
    notices = tuple(NoticeBody.model_validate(shown(one, today(), settings)) for one in sent)
    named = fields(referral, sent, today(), settings)
    return ReferralWithSteps.model_validate(
        {**named, "steps": steps, "notices": notices, "proposed_answer": _waiting(answer, settings)}
    )


def _waiting(proposal: answers.Proposal | None, settings: Settings) -> WaitingAnswer | None:
    if proposal is None:
        return None
    return WaitingAnswer(
        id=proposal.proposal_id,
        awaiting=proposal.reasons,
        proposed_by=proposal.proposed_by,
        proposed_at=proposal.proposed_at,
        due_on=proposal.due_on(settings),
    )
