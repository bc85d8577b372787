"""Parts of request and response bodies that several APIs use: the contracts' shapes in the APIs' words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel
from schemas.events import case
from schemas.events.signal import SignalFacts, SignalPersonal
from schemas.text import Text
from services.casework.terms.domain import day_of
from services.casework.words import DUTCH


def _not_in_the_future(day: date) -> date:
    if day > day_of(datetime.now(UTC)):
        raise ValueError("ligt in de toekomst")
    return day


PastDay = Annotated[date, AfterValidator(_not_in_the_future)]
"""A day that has begun here: what happened on it can be told."""


class ReporterBody(case.Reporter):
    model_config = DUTCH


class PersonBody(case.Person):
    model_config = DUTCH


class LocationBody(case.Location):
    model_config = DUTCH


class CompanyBody(case.Company):
    model_config = DUTCH


class ConsentBody(case.Consent):
    model_config = DUTCH


class MeldcodeStepBody(case.MeldcodeStep):
    model_config = DUTCH


class MeldcodeBody(case.Meldcode):
    """De vijf stappen van de meldcode, met datum en bevinding."""

    model_config = DUTCH

    steps: tuple[MeldcodeStepBody, ...] = Field(min_length=1, max_length=5)  # pyright: ignore[reportIncompatibleVariableOverride] - frozen


class ReportBody(BaseModel):
    """Wat er gemeld is, zoals analist en aandachtfunctionaris het lezen."""

    model_config = DUTCH

    forms: tuple[Form, ...]
    channel: Channel
    observed_on: date | None
    victim_recognisable: bool
    alert_raised: bool
    description: Text
    reporter: ReporterBody
    people: tuple[PersonBody, ...]
    location: LocationBody | None
    company: CompanyBody | None
    plates: tuple[case.Plate, ...]
    indicators: tuple[str, ...]
    care_needs: Text | None
    meldcode: MeldcodeBody | None

    @classmethod
    def of(cls, facts: SignalFacts, personal: SignalPersonal) -> ReportBody:
        """All of a case, for a desk that may read it; never for a partner, who gets its own model of it."""
        return cls(
            forms=facts.forms,
            channel=facts.channel,
            observed_on=facts.observed_on,
            victim_recognisable=facts.victim_recognisable,
            alert_raised=facts.alert_raised,
            description=personal.description,
            reporter=ReporterBody(**personal.reporter.model_dump()),
            people=tuple(PersonBody(**person.model_dump()) for person in personal.people),
            location=LocationBody(**personal.location.model_dump()) if personal.location else None,
            company=CompanyBody(**personal.company.model_dump()) if personal.company else None,
            plates=personal.plates,
            indicators=personal.indicators,
            care_needs=personal.care_needs,
            meldcode=MeldcodeBody(**personal.meldcode.model_dump()) if personal.meldcode else None,
        )
