"""What the analyst's screens need of the answers of enrichment: of these fields, and of no others, it is tested that
the published document has them. A field that is new there breaks nothing here.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.desk.views.report import Report
from services.desk.views.worklist import Handling


class Lookup(BaseModel):
    source: str = Field(alias="register")
    state: str = Field(alias="status")
    at: datetime | None = Field(default=None, alias="op")
    again_at: datetime | None = Field(default=None, alias="opnieuwOp")
    explanation: str = Field(alias="toelichting")


class Summary(BaseModel):
    id: UUID
    received_at: datetime = Field(alias="ontvangenOp")
    municipality: str = Field(alias="gemeente")
    forms: tuple[str, ...] = Field(alias="vormen")
    strength: int = Field(alias="sterkte")
    reasons: tuple[str, ...] = Field(alias="redenen")
    indicator_list: str = Field(alias="indicatorlijst")
    lookups: tuple[Lookup, ...] = Field(alias="opzoekingen")
    links_sought: bool = Field(alias="verbandenGezocht")
    state: str = Field(alias="status")
    due_on: date | None = Field(default=None, alias="uiterlijkOp")
    overdue: bool = Field(alias="teLaat")
    elsewhere: int = Field(alias="elders")
    double_of: UUID | None = Field(default=None, alias="dubbelVan")
    reopened_at: datetime | None = Field(default=None, alias="heropendOp")
    reopened_for: tuple[str, ...] = Field(default=(), alias="heropendOm")
    handling: Handling | None = Field(default=None, alias="behandeling")


class Worklist(BaseModel):
    count: int = Field(alias="aantal")
    items: tuple[Summary, ...]
    next: str | None = Field(default=None, alias="volgende")


class Intervention(BaseModel):
    kind: str = Field(alias="soort")
    took_place_on: date = Field(alias="plaatsgevondenOp")
    organisation: str = Field(alias="organisatie")


class Link(BaseModel):
    kind: str = Field(alias="soort")
    known_by: str = Field(alias="herkendAan")
    count: int = Field(alias="aantal")
    elsewhere: int = Field(alias="elders")


class Signal(Summary):
    content: Report = Field(alias="inhoud")
    supplements: tuple[str, ...] = Field(alias="aanvullingen")
    addresses: tuple[str, ...] = Field(alias="adressen")
    address_without_suffix: bool = Field(alias="adresZonderToevoeging")
    company_registered: str | None = Field(default=None, alias="bedrijfInHandelsregister")
    residents: int | None = Field(default=None, alias="ingeschrevenBewoners")
    minors: int | None = Field(default=None, alias="ingeschrevenMinderjarigen")
    of_unknown_age: int | None = Field(default=None, alias="ingeschrevenVanOnbekendeLeeftijd")
    interventions: tuple[Intervention, ...] = Field(alias="interventies")
    earlier_note: str | None = Field(default=None, alias="eerdereToelichting")
    undone_because: str | None = Field(default=None, alias="vergissingOmdat")
    links: tuple[Link, ...] = Field(alias="verbanden")
