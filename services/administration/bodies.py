"""Values as the administrator writes and reads them: of each kind its own fields."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from schemas.codes.flow import Participant
from schemas.events.setting import ClosedDays, Label, NormTime, Official, Officials, RetentionTerm, Seats
from schemas.forms import day
from schemas.settings import Value
from schemas.text import Line
from services.administration.words import DUTCH
from services.casework.written import Email
from services.runtime.http.request_model import RequestModel

_WHERE_SAID = Field(default=None, exclude_if=lambda value: value is None)

Day = Annotated[date, BeforeValidator(day.parse), Field(examples=["2027-01-04"])]


class OfficialBody(RequestModel):
    """Wie een functie heeft, of vervangt wie haar heeft, en van welke dag tot en met welke."""

    model_config = DUTCH

    official_name: Line
    official_email: Email
    stands_in: Annotated[bool, Field(strict=True)] = False
    serves_from: Day
    serves_until: Day | None = Field(default=None, description="Leeg: tot nader bericht; wie vervangt heeft een einde.")


class ValueBody(RequestModel):
    """Wat erbij hoort: werkdagen, dagen, geslotenDagen, deelnemers, tekst of personen; één daarvan."""

    model_config = DUTCH

    working_days: Annotated[int, Field(strict=True, ge=0, le=260)] | None = None
    days: Annotated[int, Field(strict=True, ge=1, le=36_500)] | None = None
    closed: tuple[Day, ...] | None = Field(default=None, max_length=60)
    participants: tuple[Participant, ...] | None = Field(default=None, max_length=30)
    label: Line | None = None
    officials: tuple[OfficialBody, ...] | None = Field(default=None, max_length=20)

    def value(self) -> Value | None:
        """None where it is none of them, or several."""
        said = {name: field for name, field in self if field is not None}
        if self.officials is not None:
            said["officials"] = tuple(Official(**dict(one)) for one in self.officials)
        for model in (NormTime, RetentionTerm, ClosedDays, Seats, Label, Officials):
            try:
                return model.model_validate(said)
            except ValidationError:
                continue
        return None


class ShownOfficial(BaseModel):
    """Wie een functie heeft, of vervangt wie haar heeft."""

    model_config = DUTCH

    official_name: str
    official_email: str
    stands_in: bool
    serves_from: date
    serves_until: date | None


class ShownValue(BaseModel):
    """Eén daarvan."""

    model_config = DUTCH

    working_days: int | None = _WHERE_SAID
    days: int | None = _WHERE_SAID
    closed: tuple[date, ...] | None = _WHERE_SAID
    participants: tuple[Participant, ...] | None = _WHERE_SAID
    label: str | None = _WHERE_SAID
    officials: tuple[ShownOfficial, ...] | None = _WHERE_SAID

    @classmethod
    def of(cls, value: Value) -> ShownValue:
        """As it is kept."""
        return cls.model_validate(value.model_dump())
