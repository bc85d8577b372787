"""A second pair of eyes: when one is needed, and what it confirms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from schemas.codes.flow import ConsentReason
from schemas.disclosures.afterwards import InformationPersonal, ReferralInformationGiven
from schemas.events.case import Consent
from services.casework.four_eyes import domain as four_eyes
from services.casework.four_eyes.disclosed import NOT_YET, Disclosed, Json, differences, digest, shown
from services.casework.four_eyes.domain import Reason, SamePersonError
from services.casework.limits.domain import limits

if TYPE_CHECKING:
    from services.casework.limits.domain import Limits

AGREED = Consent(asked=True, given=True)
REFUSED = Consent(asked=True, given=False, reason=ConsentReason.DANGER_TO_OTHERS)
NOT_ASKED = Consent(asked=False, reason=ConsentReason.NOT_SAFE_TO_ASK)


@pytest.mark.parametrize(
    ("told", "consent", "expected"),
    [
        (["zorgcoordinator"], AGREED, ()),
        (["zorgcoordinator"], NOT_ASKED, ()),
        (["zorgcoordinator"], None, ()),
        (["zorgcoordinator"], REFUSED, (Reason.CONSENT_REFUSED,)),
        (["nla"], REFUSED, (Reason.CONSENT_REFUSED,)),
        (["zorgcoordinator", "riec"], AGREED, (Reason.RIEC,)),
        (["riec"], None, (Reason.RIEC,)),
        (["riec"], REFUSED, (Reason.RIEC, Reason.CONSENT_REFUSED)),
        ([], REFUSED, ()),
    ],
)
def test_what_needs_a_second_person(told: list[str], consent: Consent | None, expected: tuple[Reason, ...]) -> None:
    no_limits: dict[str, Limits] = {partner: {} for partner in told}
    assert four_eyes.reasons(no_limits, consent, {*Reason}) == expected
    assert four_eyes.reasons(no_limits, consent, {Reason.RIEC}) == tuple(r for r in expected if r is Reason.RIEC)
    assert four_eyes.reasons(no_limits, consent, set()) == ()


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 11, 28), ()), (date(2026, 11, 29), (Reason.FREE_TEXT,))])
def test_free_text_to_a_partnership_is_checked_by_a_second_person(day: date, expected: tuple[Reason, ...]) -> None:
    """Wgs 2.29 and 2.30; BGS 1.9."""
    told = {"zvh-rivierenland": limits("wgs-zvh", day), "zorgcoordinator": limits("toestemming", day)}
    assert four_eyes.reasons(told, AGREED, {*Reason}) == expected


def test_the_second_person_is_another() -> None:
    four_eyes.confirm("een", "ander")
    with pytest.raises(SamePersonError):
        four_eyes.confirm("een", "een")


def told(partner: str, words: str) -> Disclosed:
    content = ReferralInformationGiven(reference=NOT_YET, personal=InformationPersonal(answer=words))
    return Disclosed(partner, "referral", "wgs-riec", "aanpak-van-ondermijning", content)


def seen(*disclosures: Disclosed, consent: Consent | None = AGREED) -> Json:
    return shown(disclosures, consent)


def test_the_digest_is_of_everything_that_is_shown() -> None:
    before = seen(told("riec", "Een."))
    assert digest(before) == digest(seen(told("riec", "Een.")))
    others = [
        seen(told("riec", "Twee.")),
        seen(told("nla", "Een.")),
        seen(told("riec", "Een."), consent=REFUSED),
        seen(),
    ]
    assert len({digest(what) for what in [before, *others]}) == 5


@pytest.mark.parametrize(
    ("after", "places"),
    [
        (seen(told("riec", "Een.")), []),
        (seen(told("riec", "Twee.")), ["verstrekkingen.riec.inhoud.personal.answer"]),
        (seen(told("riec", "Een."), consent=None), ["toestemming.asked", "toestemming.given"]),
        (
            seen(),
            [
                f"verstrekkingen.riec.{place}"
                for place in (
                    "doel",
                    "grondslag",
                    "inhoud.personal.answer",
                    "inhoud.reference",
                    "partner",
                    "soort",
                )
            ],
        ),
    ],
)
def test_what_differs_is_said_by_place_and_never_by_content(after: Json, places: list[str]) -> None:
    assert differences(seen(told("riec", "Een.")), after) == places
