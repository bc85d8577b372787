"""A reason that must be given: a code, which goes on the trail, and words, which stay with the service that asked."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, Self, TypeVar

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from schemas.codes.reason import OTHER
from schemas.text import Text
from services.casework.words import DUTCH, WORDS
from services.runtime.http.request_model import RequestModel

Code = TypeVar("Code", bound=StrEnum)

_FIELD = WORDS["explanation"]
_SAY = f'verplicht bij {OTHER}: zeg in een zin wat de reden is, bijvoorbeeld "De melder verhuisde."'


class ReasonBody(RequestModel, Generic[Code]):
    """Met ``anders`` hoort een toelichting."""

    model_config = DUTCH

    reason: Code
    explanation: Text | None = Field(default=None, description="Verplicht bij `anders`; gaat met de zaak weg.")

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.reason.value == OTHER and self.explanation is None:
            said = PydanticCustomError(
                "value_error", "{error}", {"error": _SAY}
            )  # on its field: a model's own error would have no place
            raise ValidationError.from_exception_data("reason", [{"type": said, "loc": (_FIELD,), "input": None}])
        return self
