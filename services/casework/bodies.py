"""Parts of request bodies that several APIs use: the contracts' shapes in the APIs' words, as people write them."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import BeforeValidator, Field, model_validator

from schemas.events import case
from schemas.forms import age
from schemas.text import Line
from services.casework.days import BirthDate, PastDay, today
from services.casework.words import DUTCH
from services.casework.written import (
    AgeInYears,
    Email,
    HouseNumber,
    HouseNumberSuffix,
    KvkNumber,
    Nationality,
    Postcode,
    StepNumber,
    Telephone,
)
from services.runtime.http.request_model import RequestModel


class ReporterBody(RequestModel, case.Reporter):
    model_config = DUTCH

    name: Line
    organisation: Line
    position: Line | None = None
    phone: Telephone | None = None
    email: Email | None = None


class EstimatedAgeBody(RequestModel, case.EstimatedAge):
    """Hoe oud iemand leek, en op welke dag dat geschat is: leeg is vandaag."""

    model_config = DUTCH

    youngest: AgeInYears
    oldest: AgeInYears
    estimated_on: PastDay = Field(default_factory=today)

    @model_validator(mode="after")
    def _in_order(self) -> EstimatedAgeBody:
        if self.youngest > self.oldest:
            raise ValueError("van is hoogstens totEnMet, bijvoorbeeld van 14 totEnMet 16")
        return self


def _ages(written: object) -> object:
    if isinstance(written, dict):
        return cast("object", written)
    youngest, oldest = age.parse(written)
    return {"van": youngest, "totEnMet": oldest}


EstimatedAge = Annotated[
    EstimatedAgeBody,
    BeforeValidator(_ages, json_schema_input_type=EstimatedAgeBody | int | str),
    Field(description="Een getal (15), van en tot en met (14-16), of met de dag van de schatting.", examples=["14-16"]),
]


class PersonBody(RequestModel, case.Person):
    model_config = DUTCH

    name: Line | None = None
    birth_date: BirthDate | None = None
    estimated_age: EstimatedAge | None = None  # pyright: ignore[reportIncompatibleVariableOverride] - frozen
    nationality: Nationality | None = None
    phone: Telephone | None = None
    safe_contact: Line | None = None


class LocationBody(RequestModel, case.Location):
    model_config = DUTCH

    street: Line | None = None
    house_number: HouseNumber | None = None
    house_number_suffix: HouseNumberSuffix | None = None
    postcode: Postcode | None = None
    city: Line | None = None
    remark: Line | None = None


class CompanyBody(RequestModel, case.Company):
    model_config = DUTCH

    name: Line
    kvk_number: KvkNumber | None = None
    industry: Line | None = None


DomesticCircle = Annotated[
    Annotated[bool, Field(strict=True)] | None,
    Field(description="Of wie uitbuit tot de huiselijke kring van het slachtoffer hoort; leeg: niet bekend."),
]


class MeldcodeStepBody(RequestModel, case.MeldcodeStep):
    model_config = DUTCH

    step: StepNumber
    taken_on: PastDay
    finding: Line


class MeldcodeBody(RequestModel, case.Meldcode):
    """De vijf stappen van de meldcode, met datum en bevinding."""

    model_config = DUTCH

    steps: tuple[MeldcodeStepBody, ...] = Field(min_length=1, max_length=5)  # pyright: ignore[reportIncompatibleVariableOverride] - frozen
