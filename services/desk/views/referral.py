"""What screens need of the answers of the services that follow referrals; see ``services.desk.views.enrichment``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from schemas.codes.flow import ReferralState
from services.desk.views.triage import Limit


class Step(BaseModel):
    state: str = Field(alias="status")
    at: datetime = Field(alias="op")
    reason: str | None = Field(default=None, alias="reden")
    explanation: str | None = Field(default=None, alias="toelichting")
    taken_by: str | None = Field(default=None, alias="gezetDoor")


class Notice(BaseModel):
    kind: str = Field(alias="soort")
    sent_at: datetime = Field(alias="verzondenOp")
    due_on: date = Field(alias="uiterlijkOp")
    overdue: bool = Field(alias="teLaat")
    confirmed_at: datetime | None = Field(default=None, alias="bevestigdOp")


class Referral(BaseModel):
    reference: UUID = Field(alias="kenmerk")
    signal_id: UUID = Field(alias="signaalId")
    partner: str
    director: bool = Field(alias="regie")
    basis: str = Field(alias="grondslag")
    state: str = Field(alias="status")
    sent_at: datetime = Field(alias="verzondenOp")
    since: datetime = Field(alias="statusSinds")
    owner: str | None = Field(default=None, alias="aanZet")
    due_on: date | None = Field(default=None, alias="uiterlijkOp")
    overdue: bool = Field(alias="teLaat")
    unconfirmed: int = Field(alias="nietBevestigd")


class WaitingAnswer(BaseModel):
    id: UUID
    reasons: tuple[str, ...] = Field(alias="wachtOpTweede")
    proposed_by: str = Field(alias="voorgesteldDoor")
    due_on: date = Field(alias="uiterlijkOp")


class ProposedAnswer(BaseModel):
    """What the partner would read."""

    id: UUID
    partner: str
    basis: str = Field(alias="grondslag")
    answer: str = Field(alias="antwoord")
    reasons: tuple[str, ...] = Field(alias="wachtOpTweede")
    limits: tuple[Limit, ...] = Field(alias="nietInToelichting")
    digest: str


class Followed(Referral):
    proposed_answer: WaitingAnswer | None = Field(default=None, alias="voorgesteldAntwoord")
    steps: tuple[Step, ...] = Field(alias="stappen")
    notices: tuple[Notice, ...] = Field(alias="berichten")

    @property
    def asked(self) -> str | None:
        """The last question of the partner."""
        last = [one for one in self.steps if one.state == ReferralState.INFORMATION_ASKED][-1:]
        return last[0].explanation if last else None


class Referrals(BaseModel):
    items: tuple[Referral, ...]
