"""What the reporter's screens need of the answers of intake; see ``services.desk.views.enrichment``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field


class Preview(BaseModel):
    """How a report would go."""

    what_next: str = Field(alias="vervolg")
    under_meldcode: bool = Field(alias="onderMeldcode")
    about_a_child: bool = Field(alias="overEenKind")
    missing_steps: tuple[int, ...] | None = Field(default=None, alias="ontbrekendeStappen")
    reported_before: bool = Field(alias="eerderGemeld")


class Receipt(BaseModel):
    id: UUID


class Status(BaseModel):
    id: UUID
    state: str = Field(alias="status")
    received_at: datetime = Field(alias="ontvangenOp")
    due_on: date | None = Field(default=None, alias="uiterlijkOp")


class Own(Status):
    municipality: str = Field(alias="gemeente")
    taken_back_at: datetime | None = Field(default=None, alias="ingetrokkenDoorUOp")


class Reports(BaseModel):
    count: int = Field(alias="aantal")
    items: tuple[Own, ...]
    next: str | None = Field(default=None, alias="volgende")


class Told(BaseModel):
    """Something that was said later of an alert."""

    kind: str = Field(alias="soort")
    sent_at: datetime = Field(alias="verzondenOp")
    confirmed_at: datetime | None = Field(default=None, alias="bevestigdOp")
    due_on: date | None = Field(default=None, alias="uiterlijkOp")
    overdue: bool = Field(alias="teLaat")


class Alert(BaseModel):
    id: UUID
    raised_at: datetime = Field(alias="gegevenOp")
    acknowledged_at: datetime | None = Field(default=None, alias="ontvangenDoorPolitieOp")
    withdrawn_at: datetime | None = Field(default=None, alias="ingetrokkenOp")
    notices: tuple[Told, ...] = Field(default=(), alias="berichten")


class Indicator(BaseModel):
    code: str
    words: str = Field(alias="zoekwoorden")
    forms: tuple[str, ...] = Field(alias="vormen")


class Indicators(BaseModel):
    items: tuple[Indicator, ...]


class Phone(BaseModel):
    what: str = Field(alias="waarvoor")
    number: str = Field(alias="nummer")


class Route(BaseModel):
    name: str = Field(alias="naam")
    url: str
    phones: tuple[Phone, ...] = Field(alias="telefoonnummers")


class Routes(BaseModel):
    routes: tuple[Route, ...]
