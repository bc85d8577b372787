"""A reason is a code, or is told; what is missing is named by its field."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.codes.reason import LiftReason
from schemas.validation_words import rule
from services.casework.retention.api import LiftBody


def test_a_code_is_enough() -> None:
    assert LiftBody.model_validate({"reden": "afgehandeld", "toelichting": ""}).reason is LiftReason.SETTLED


def test_another_reason_is_told() -> None:
    told = LiftBody.model_validate({"reden": "anders", "toelichting": "De commissie is klaar."})
    assert told.explanation == "De commissie is klaar."


@pytest.mark.parametrize("body", [{}, {"toelichting": None}, {"toelichting": " "}])
def test_another_reason_that_is_not_told_is_asked_for(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        LiftBody.model_validate({"reden": "anders", **body})
    (error,) = refused.value.errors()
    assert error["loc"] == ("toelichting",)
    assert rule(error).startswith("verplicht bij anders")
