"""What was reported, as a desk reads it: the contracts' shapes in the APIs' words, as they are stored."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel
from schemas.events import case
from schemas.events.signal import SignalFacts, SignalPersonal
from schemas.text import KeptText
from services.casework.words import DUTCH


class ShownReporter(case.Reporter):
    model_config = DUTCH


class ShownAge(case.EstimatedAge):
    """Hoe oud iemand op die dag leek."""

    model_config = DUTCH


class ShownPerson(case.Person):
    model_config = DUTCH

    estimated_age: ShownAge | None = None  # pyright: ignore[reportIncompatibleVariableOverride] - frozen


class ShownLocation(case.Location):
    model_config = DUTCH


class ShownCompany(case.Company):
    model_config = DUTCH


class ShownStep(case.MeldcodeStep):
    model_config = DUTCH


class ShownMeldcode(case.Meldcode):
    """De vijf stappen van de meldcode, met datum en bevinding."""

    model_config = DUTCH

    steps: tuple[ShownStep, ...] = Field(min_length=1, max_length=5)  # pyright: ignore[reportIncompatibleVariableOverride] - frozen


class ReportBody(BaseModel):
    """Wat er gemeld is, zoals analist en aandachtfunctionaris het lezen."""

    model_config = DUTCH

    forms: tuple[Form, ...]
    channel: Channel
    observed_on: date | None
    victim_recognisable: bool
    alert_raised: bool
    domestic_circle: bool | None = None
    description: KeptText
    reporter: ShownReporter
    people: tuple[ShownPerson, ...]
    location: ShownLocation | None
    company: ShownCompany | None
    plates: tuple[case.Plate, ...]
    indicators: tuple[str, ...]
    care_needs: KeptText | None
    meldcode: ShownMeldcode | None

    @classmethod
    def of(cls, facts: SignalFacts, personal: SignalPersonal) -> ReportBody:
        """All of a case, for a desk that may read it; never for a partner, who gets its own model of it."""
        return cls(
            forms=facts.forms,
            channel=facts.channel,
            observed_on=facts.observed_on,
            victim_recognisable=facts.victim_recognisable,
            alert_raised=facts.alert_raised,
            domestic_circle=facts.domestic_circle,
            description=personal.description,
            reporter=ShownReporter(**personal.reporter.model_dump()),
            people=tuple(ShownPerson(**person.model_dump()) for person in personal.people),
            location=ShownLocation(**personal.location.model_dump()) if personal.location else None,
            company=ShownCompany(**personal.company.model_dump()) if personal.company else None,
            plates=personal.plates,
            indicators=personal.indicators,
            care_needs=personal.care_needs,
            meldcode=ShownMeldcode(**personal.meldcode.model_dump()) if personal.meldcode else None,
        )
