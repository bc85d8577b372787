"""Days in requests: each within the bounds that what happened, or what is planned, can have."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from schemas.forms import day
from services.casework.terms.domain import day_of

YEARS_BACK, YEARS_AHEAD, OLDEST = 100, 2, 120
"""Our choice: further off is a slip of the keyboard."""


def today() -> date:
    """Here."""
    return day_of(datetime.now(UTC))


def _years_from(now: date, years: int) -> date:
    return date(now.year + years, now.month, min(now.day, 28))


def _past(found: date) -> date:
    now = today()
    if found > now:
        raise ValueError(f"ligt in de toekomst; verwacht wordt een dag tot en met vandaag, bijvoorbeeld {now}")
    if found < _years_from(now, -YEARS_BACK):
        raise ValueError(f"ligt meer dan {YEARS_BACK} jaar terug; verwacht wordt een dag als {now}")
    return found


def _coming(found: date) -> date:
    now = today()
    if found < now:
        raise ValueError(f"ligt in het verleden; verwacht wordt een dag vanaf vandaag, bijvoorbeeld {now}")
    if found > _years_from(now, YEARS_AHEAD):
        raise ValueError(f"ligt meer dan {YEARS_AHEAD} jaar vooruit; verwacht wordt een dag als {now}")
    return found


def _of_somebody_alive(birth: date | str) -> date | str:
    now = today()
    first, last = day.span(birth)
    if first > now:
        raise ValueError("ligt in de toekomst; verwacht wordt een geboortedatum, bijvoorbeeld 2009-05-17 of 2009")
    if last < _years_from(now, -OLDEST):
        raise ValueError(f"ligt meer dan {OLDEST} jaar terug; verwacht wordt bijvoorbeeld 2009-05-17 of 2009")
    return birth


PastDay = Annotated[
    date,
    AfterValidator(_past),
    BeforeValidator(day.parse),
    Field(description=f"Een dag tot en met vandaag, hoogstens {YEARS_BACK} jaar terug.", examples=["2026-11-27"]),
]
"""A day that has begun here: what happened on it can be told."""

ComingDay = Annotated[
    date,
    AfterValidator(_coming),
    BeforeValidator(day.parse),
    Field(description=f"Een dag vanaf vandaag, hoogstens {YEARS_AHEAD} jaar vooruit.", examples=["2026-11-27"]),
]
"""Today or later, and near enough to be planned."""

BirthDate = Annotated[
    date | str,
    AfterValidator(_of_somebody_alive),
    BeforeValidator(day.parse_birth, json_schema_input_type=str),
    Field(
        description="jjjj-mm-dd; of wat ervan bekend is: jjjj-mm of jjjj.",
        examples=["2009-05-17", "2009-05", "2009"],
    ),
]
"""Of somebody who may be alive; text where only the year, or year and month, are known."""
