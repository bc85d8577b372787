"""What the victim said about sharing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.codes.flow import ConsentReason
from schemas.events.case import Consent
from services.triage.consent.domain import Recorded, against_earlier, change_of_mind, rules

AGREED = Consent(asked=True, given=True)
REFUSED = Consent(asked=True, given=False, reason=ConsentReason.DANGER_TO_OTHERS)
NOT_ASKED = Consent(asked=False, reason=ConsentReason.NOT_SAFE_TO_ASK)
AT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("consent", "fields"),
    [
        (AGREED, []),
        (REFUSED, []),
        (NOT_ASKED, []),
        (Consent(asked=True), ["gegeven"]),
        (Consent(asked=False, given=True), ["gegeven"]),
        (Consent(asked=True, given=False), ["reden"]),
        (Consent(asked=False), ["reden"]),
        (Consent(asked=False, reason=ConsentReason.OTHER), ["toelichting"]),
    ],
)
def test_consent_or_its_absence_is_explained(consent: Consent, fields: list[str]) -> None:
    assert [violation.field for violation in rules(consent, None)] == fields


def test_another_reason_is_written_out() -> None:
    assert rules(Consent(asked=False, reason=ConsentReason.OTHER), "Ligt in het ziekenhuis.") == []


@pytest.mark.parametrize(
    ("earlier", "said", "stands"),
    [
        (None, NOT_ASKED, False),
        (AGREED, NOT_ASKED, False),
        (NOT_ASKED, AGREED, False),
        (AGREED, REFUSED, False),
        (REFUSED, REFUSED, False),
        (REFUSED, AGREED, True),
        (REFUSED, NOT_ASKED, True),
    ],
)
def test_no_decision_talks_a_refusal_away(earlier: Consent | None, said: Consent, *, stands: bool) -> None:
    found = against_earlier(Recorded(earlier, AT) if earlier else None, said)
    assert bool(found) is stands
    assert all("21-11-2026" in violation.rule for violation in found)


@pytest.mark.parametrize(
    ("earlier", "said", "explanation", "fields"),
    [
        (None, AGREED, None, []),
        (AGREED, REFUSED, None, []),
        (REFUSED, AGREED, "Belde op 1 december zelf terug.", []),
        (REFUSED, AGREED, None, ["toelichting"]),
        (REFUSED, NOT_ASKED, "Is niet meer gesproken.", ["gevraagd"]),
        (REFUSED, NOT_ASKED, None, ["gevraagd", "toelichting"]),
    ],
)
def test_a_refusal_is_lifted_by_the_victim_alone(
    earlier: Consent | None, said: Consent, explanation: str | None, fields: list[str]
) -> None:
    found = change_of_mind(Recorded(earlier, AT) if earlier else None, said, explanation)
    assert [violation.field for violation in found] == fields


def test_a_refusal_is_an_answer() -> None:
    assert REFUSED.refused
    assert not AGREED.refused
    assert not NOT_ASKED.refused
