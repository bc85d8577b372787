"""Parts of request and response bodies that several APIs use: the contracts' shapes in the APIs' words."""

from __future__ import annotations

from pydantic import Field

from schemas.events import case
from services.runtime.dutch import DUTCH


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
