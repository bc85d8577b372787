"""What the administrator's screens need of the answers of the administration."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field


class Person(BaseModel):
    name: str = Field(alias="naam")
    email: str
    stands_in: bool = Field(alias="vervangt")
    serves_from: date = Field(alias="van")
    serves_until: date | None = Field(default=None, alias="totEnMet")


class Value(BaseModel):
    """One of these."""

    working_days: int | None = Field(default=None, alias="werkdagen")
    days: int | None = Field(default=None, alias="dagen")
    closed: tuple[date, ...] | None = Field(default=None, alias="geslotenDagen")
    participants: tuple[str, ...] | None = Field(default=None, alias="deelnemers")
    label: str | None = Field(default=None, alias="tekst")
    people: tuple[Person, ...] | None = Field(default=None, alias="personen")


class Version(BaseModel):
    since: date = Field(alias="sinds")
    value: Value = Field(alias="waarde")


class Setting(BaseModel):
    kind: str = Field(alias="soort")
    name: str = Field(alias="naam")
    what: str = Field(alias="omschrijving")
    since: date = Field(alias="sinds")
    value: Value = Field(alias="waarde")
    versions: tuple[Version, ...] = Field(alias="versies")


class Settings(BaseModel):
    items: tuple[Setting, ...]


class Change(BaseModel):
    id: UUID
    kind: str = Field(alias="soort")
    name: str = Field(alias="naam")
    what: str = Field(alias="omschrijving")
    effective_on: date = Field(alias="ingangsdatum")
    value: Value = Field(alias="waarde")
    standing: Value = Field(alias="nu")
    proposed_by: str = Field(alias="voorgesteldDoor")
    proposed_at: datetime = Field(alias="voorgesteldOp")
    own: bool = Field(alias="eigen")


class Changes(BaseModel):
    items: tuple[Change, ...]
