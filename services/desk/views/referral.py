"""What screens need of the answers of the services that follow referrals; see ``services.desk.views.enrichment``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field


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


class Followed(Referral):
    steps: tuple[Step, ...] = Field(alias="stappen")
    notices: tuple[Notice, ...] = Field(alias="berichten")


class Referrals(BaseModel):
    items: tuple[Referral, ...]
