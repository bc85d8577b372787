"""What was reported, as every desk's API answers it."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field


class Reporter(BaseModel):
    name: str = Field(alias="naam")
    organisation: str = Field(alias="organisatie")
    sector: str
    position: str | None = Field(default=None, alias="functie")
    phone: str | None = Field(default=None, alias="telefoon")
    email: str | None = None


class Age(BaseModel):
    youngest: int = Field(alias="van")
    oldest: int = Field(alias="totEnMet")
    estimated_on: date = Field(alias="geschatOp")


class Person(BaseModel):
    role: str = Field(alias="rol")
    name: str | None = Field(default=None, alias="naam")
    born_on: str | None = Field(default=None, alias="geboortedatum")
    estimated_age: Age | None = Field(default=None, alias="geschatteLeeftijd")
    gender: str = Field(alias="geslacht")
    nationality: str | None = Field(default=None, alias="nationaliteit")
    phone: str | None = Field(default=None, alias="telefoon")
    safe_contact: str | None = Field(default=None, alias="veiligContact")
    minor: bool | None = Field(default=None, alias="minderjarig")


class Location(BaseModel):
    street: str | None = Field(default=None, alias="straat")
    number: int | None = Field(default=None, alias="huisnummer")
    suffix: str | None = Field(default=None, alias="toevoeging")
    postcode: str | None = None
    town: str | None = Field(default=None, alias="plaats")
    details: str | None = Field(default=None, alias="bijzonderheden")


class Company(BaseModel):
    name: str = Field(alias="naam")
    kvk_number: str | None = Field(default=None, alias="kvkNummer")
    branch: str | None = Field(default=None, alias="branche")


class Report(BaseModel):
    channel: str = Field(alias="kanaal")
    observed_on: date | None = Field(default=None, alias="waargenomenOp")
    victim_recognisable: bool = Field(alias="slachtofferHerkenbaar")
    alert_raised: bool = Field(alias="alarmGegeven")
    description: str = Field(alias="omschrijving")
    reporter: Reporter = Field(alias="melder")
    people: tuple[Person, ...] = Field(alias="betrokkenen")
    location: Location | None = Field(default=None, alias="locatie")
    company: Company | None = Field(default=None, alias="bedrijf")
    plates: tuple[str, ...] = Field(alias="kentekens")
    care_needs: str | None = Field(default=None, alias="hulpvraag")
