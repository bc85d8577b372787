"""What was written in words until 2026-11 is read as a code that says no more; nobody writes it again."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.codes.flow import ConsentReason
from schemas.codes.in_words import IN_WORDS
from schemas.events.case import Consent
from schemas.events.decision import ReferralOrder

NAME = "Slacht Offer, 12-03-1999, verblijft bij haar tante"


def order(purpose: str) -> str:
    return f'{{"partner": "comensha", "director": false, "basis": "comensha-registratie", "purpose": "{purpose}"}}'


def test_words_are_read_and_not_kept() -> None:
    assert ReferralOrder.model_validate_json(order(NAME), strict=True).purpose == IN_WORDS
    consent = Consent.model_validate_json(f'{{"asked": false, "reason": "{NAME}"}}', strict=True)
    assert NAME not in consent.model_dump_json()
    assert consent.reason == IN_WORDS


def test_a_code_is_read_as_it_is() -> None:
    assert ReferralOrder.model_validate_json(order("registratie"), strict=True).purpose == "registratie"
    consent = Consent.model_validate_json('{"asked": false, "reason": "anders"}', strict=True)
    assert consent.reason is ConsentReason.OTHER


@pytest.mark.parametrize("purpose", ["", "x" * 201, "\\u0000"])
def test_what_never_was_allowed_is_not(purpose: str) -> None:
    with pytest.raises(ValidationError):
        ReferralOrder.model_validate_json(order(purpose), strict=True)


def test_nobody_writes_words() -> None:
    with pytest.raises(ValidationError):
        ReferralOrder(partner="comensha", director=False, basis="comensha-registratie", purpose=NAME)
    with pytest.raises(ValidationError):
        Consent.model_validate({"asked": False, "reason": NAME})


@pytest.mark.parametrize("purpose", ["7", "[]", "null"])
def test_a_purpose_is_text(purpose: str) -> None:
    with pytest.raises(ValidationError):
        ReferralOrder.model_validate_json(order("x").replace('"x"', purpose), strict=True)
