"""Lists of indicators with the day they hold from, and what each weighs. Weights sort, they never decide (AVG 22)."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from schemas.codes.exploitation import Form
from schemas.codes.flow import ObjectKind

Indicator = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+){0,7}$", max_length=60)]
"""A code of a list."""


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Weighed(_Declared):
    """``words`` finish the sentence about a signal, in Dutch."""

    words: str
    weight: int = Field(ge=1, le=3)


class Shared(Weighed):
    """Per other signal, for at most so many of them."""

    at_most: int = Field(ge=1)


class Listed(Weighed):
    """``step`` of the barrier model, ``source`` by its name in the list."""

    forms: tuple[Form, ...] = Field(min_length=1)
    step: str
    source: str


class IndicatorList(_Declared):
    """One version; ``verified`` once whoever published the sources has looked at it."""

    version: str
    valid_from: date
    verified: bool
    sources: dict[str, str]
    facts: dict[str, Weighed]
    shared: dict[ObjectKind, Shared]
    steps: tuple[str, ...]
    indicators: dict[Indicator, Listed]

    @model_validator(mode="after")
    def _names_what_it_declares(self) -> IndicatorList:
        for code, one in self.indicators.items():
            if one.step not in self.steps or one.source not in self.sources:
                raise ValueError(f"{code} names a step or source that the list has not")
        if {*self.shared} != {*ObjectKind}:
            raise ValueError("an object that signals share has no weight")
        return self


@cache
def indicator_lists() -> tuple[IndicatorList, ...]:
    """Every version, the oldest first."""
    files = [entry for entry in resources.files("schemas.indicators").iterdir() if entry.name.endswith(".yaml")]
    lists = [IndicatorList.model_validate(yaml.safe_load(file.read_text("utf-8"))) for file in files]
    if {f"{one.version}.yaml" for one in lists} != {file.name for file in files}:
        raise ValueError("a list of indicators declares another version than its file's name")
    return tuple(sorted(lists, key=lambda one: one.valid_from))


def list_on(day: date) -> IndicatorList:
    """The list of that day; of a day before all lists, the first."""
    first, *later = indicator_lists()
    return next((one for one in reversed(later) if one.valid_from <= day), first)


@cache
def known_indicators() -> frozenset[str]:
    """The codes of every version: what was reported by an older list stays readable."""
    return frozenset(code for one in indicator_lists() for code in one.indicators)
