"""What the aandachtfunctionaris' screens need of the answers of triage; see ``services.desk.views.enrichment``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.desk.views.report import Report
from services.desk.views.worklist import Handling


class Returned(BaseModel):
    partner: str
    state: str = Field(alias="status")
    reason: str | None = Field(default=None, alias="reden")
    explanation: str | None = Field(default=None, alias="toelichting")


class Summary(BaseModel):
    id: UUID
    received_at: datetime = Field(alias="ontvangenOp")
    municipality: str = Field(alias="gemeente")
    state: str = Field(alias="status")
    strength: int = Field(alias="sterkte")
    reasons: tuple[str, ...] = Field(alias="redenen")
    open_consultations: int = Field(alias="openConsultaties")
    overdue_consultations: int = Field(alias="consultatiesTeLaat")
    on_agenda: date | None = Field(default=None, alias="opAgenda")
    double_of: UUID | None = Field(default=None, alias="dubbelVan")
    unread_additions: int = Field(alias="ongelezenAanvullingen")
    to_confirm: bool = Field(alias="teBevestigen")
    returned: tuple[Returned, ...] = Field(default=(), alias="teruggekomen")
    handling: Handling | None = Field(default=None, alias="behandeling")


class Worklist(BaseModel):
    count: int = Field(alias="aantal")
    items: tuple[Summary, ...]
    next: str | None = Field(default=None, alias="volgende")


class Consultation(BaseModel):
    reference: UUID = Field(alias="kenmerk")
    partner: str
    question: str = Field(alias="vraag")
    answer_by: date = Field(alias="antwoordVoor")
    asked_at: datetime = Field(alias="gevraagdOp")
    overdue: bool = Field(alias="teLaat")
    conclusion: str | None = Field(default=None, alias="conclusie")
    answer: str | None = Field(default=None, alias="antwoord")
    answered_at: datetime | None = Field(default=None, alias="beantwoordOp")


class Decision(BaseModel):
    id: UUID
    outcomes: tuple[str, ...] = Field(alias="uitkomsten")
    partners: tuple[str, ...]
    director: str = Field(alias="regie")
    decided_at: datetime = Field(alias="beslotenOp")


class Referral(BaseModel):
    partner: str
    director: bool = Field(alias="regie")
    state: str = Field(alias="status")
    reason: str | None = Field(default=None, alias="reden")
    explanation: str | None = Field(default=None, alias="toelichting")
    moved_at: datetime = Field(alias="gewijzigdOp")
    returned: bool = Field(alias="teruggekomen")


class Third(BaseModel):
    participant: str = Field(alias="deelnemer")
    basis: str = Field(alias="grondslag")
    secrecy_signed: date = Field(alias="geheimhoudingGetekend")


class Item(BaseModel):
    id: UUID
    signal_id: UUID = Field(alias="signaalId")
    due_on: date = Field(alias="uiterlijkOp")
    overdue: bool = Field(alias="teLaat")
    third_parties: tuple[Third, ...] = Field(alias="derden")
    table: str = Field(alias="tafel")
    on: date = Field(alias="op")
    state: str = Field(alias="status")
    participants: tuple[str, ...] = Field(alias="deelnemers")
    advice: tuple[str, ...] = Field(alias="advies")
    minutes: str | None = Field(default=None, alias="verslag")


class Agenda(BaseModel):
    items: tuple[Item, ...]
    next: str | None = Field(default=None, alias="volgende")


class Paper(BaseModel):
    participant: str = Field(alias="deelnemer")
    partner: str | None = None
    basis: str | None = Field(default=None, alias="grondslag")
    purpose: str | None = Field(default=None, alias="doel")
    content: dict[str, Any] | None = Field(default=None, alias="inhoud")


class Papers(BaseModel):
    items: tuple[Paper, ...]


class Waiting(BaseModel):
    id: UUID
    signal_id: UUID = Field(alias="signaalId")
    kind: str = Field(alias="soort")
    reasons: tuple[str, ...] = Field(alias="wachtOpTweede")
    partners: tuple[str, ...]
    due_on: date = Field(alias="uiterlijkOp")
    overdue: bool = Field(alias="teLaat")
    own: bool = Field(alias="eigen")


class Consent(BaseModel):
    asked: bool = Field(alias="gevraagd")
    given: bool | None = Field(default=None, alias="gegeven")
    reason: str | None = Field(default=None, alias="reden")
    recorded_at: datetime = Field(alias="vastgelegdOp")


class Addition(BaseModel):
    id: UUID
    kind: str = Field(alias="soort")
    words: str = Field(alias="woorden")
    said_at: datetime = Field(alias="gezegdOp")
    read_at: datetime | None = Field(default=None, alias="gelezenOp")


class HandOver(BaseModel):
    id: UUID
    municipality: str = Field(alias="gemeente")
    until: date = Field(alias="tot")
    handed_over_at: datetime = Field(alias="overgedragenOp")
    reason: str = Field(alias="reden")
    explanation: str | None = Field(default=None, alias="toelichting")
    basis: str = Field(alias="grondslag")
    holds: bool = Field(alias="geldt")


class Note(BaseModel):
    id: UUID
    text: str = Field(alias="tekst")
    written_by: str = Field(alias="geschrevenDoor")
    written_at: datetime = Field(alias="geschrevenOp")


class Case(Summary):
    content: Report | None = Field(default=None, alias="inhoud")
    analyst_note: str | None = Field(default=None, alias="toelichtingAnalist")
    consultations: tuple[Consultation, ...] = Field(alias="consultaties")
    decisions: tuple[Decision, ...] = Field(alias="besluiten")
    referrals: tuple[Referral, ...] = Field(alias="verwijzingen")
    agenda: tuple[Item, ...]
    proposals: tuple[Waiting, ...] = Field(alias="voorstellen")
    consent: Consent | None = Field(default=None, alias="toestemming")
    additions: tuple[Addition, ...] = Field(alias="aanvullingen")
    hand_overs: tuple[HandOver, ...] = Field(alias="overdrachten")
    notes: tuple[Note, ...] = Field(alias="notities")


class Limit(BaseModel):
    kind: str = Field(alias="soort")
    rule: str = Field(alias="regel")
    article: str = Field(alias="artikel")


class Disclosure(BaseModel):
    partner: str
    basis: str | None = Field(default=None, alias="grondslag")
    purpose: str | None = Field(default=None, alias="doel")
    content: dict[str, Any] = Field(alias="inhoud")
    before: dict[str, Any] | None = Field(default=None, alias="voorheen")
    limits: tuple[Limit, ...] = Field(default=(), alias="nietInToelichting")


class Preview(BaseModel):
    disclosures: tuple[Disclosure, ...] = Field(alias="verstrekkingen")
    awaiting: tuple[str, ...] = Field(alias="wachtOpTweede")
    step_up: bool = Field(alias="tweedeFactorNodig")


class Proposal(Waiting):
    disclosures: tuple[Disclosure, ...] = Field(alias="verstrekkingen")
    changed: tuple[str, ...] = Field(alias="gewijzigd")
    digest: str


class Amendment(BaseModel):
    kind: str = Field(alias="soort")
    reason: str = Field(alias="reden")
    at: datetime = Field(alias="op")


class AskedToConfirm(BaseModel):
    kind: str = Field(alias="soort")
    sent_at: datetime = Field(alias="verzondenOp")
    due_on: date = Field(alias="uiterlijkOp")
    overdue: bool = Field(alias="teLaat")
    confirmed_at: datetime | None = Field(default=None, alias="bevestigdOp")


class Amendments(BaseModel):
    items: tuple[Amendment, ...]
    notices: tuple[AskedToConfirm, ...] = Field(alias="berichten")
