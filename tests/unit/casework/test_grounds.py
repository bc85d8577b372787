"""On which legal basis a partner is told something."""

from __future__ import annotations

from datetime import date

import pytest

from schemas.codes.flow import ConsentReason
from schemas.events.case import Consent
from schemas.registry import Family, partners
from services.casework.grounds.domain import (
    NOTHING,
    RULE_VERSION,
    Known,
    conditional,
    missing_condition,
    purposes_on,
    rests_on_consent,
    usual,
    usual_purpose,
    valid_basis,
)

BEFORE, SINCE = date(2026, 11, 26), date(2026, 11, 27)
"""The last day of the register as it was first written down, and the first as the texts read."""

AGREED = Known(Consent(asked=True, given=True))
REFUSED = Known(Consent(asked=True, given=False, reason=ConsentReason.DANGER_TO_OTHERS))
UNASKED = Known(Consent(asked=False, reason=ConsentReason.STATUTORY_TASK))


@pytest.mark.parametrize("day", [BEFORE, SINCE])
@pytest.mark.parametrize(
    ("partner", "family"),
    [(name, family) for name, partner in partners().items() for family in partner.families if family != "referral"],
)
def test_every_partner_is_asked_and_alerted_on_a_basis_that_holds(partner: str, family: Family, day: date) -> None:
    ground = usual(partner, family, day)
    assert ground
    assert ground.basis in partners()[partner].bases[family]
    assert ground.purpose in purposes_on(ground.basis, day)
    assert ground.rule_version == RULE_VERSION


@pytest.mark.parametrize("day", [BEFORE, SINCE])
@pytest.mark.parametrize("partner", [name for name, partner in partners().items() if "referral" in partner.families])
def test_every_partner_can_be_referred_to_where_the_victim_agrees(partner: str, day: date) -> None:
    basis = valid_basis(partner, "referral", day, AGREED)
    assert basis
    assert usual_purpose(basis, day) in purposes_on(basis, day)


def test_an_alert_and_a_question_to_the_police_rest_on_different_law() -> None:
    assert valid_basis("politie", "alert", SINCE) == "politiewet-3"
    assert usual_purpose("politiewet-3", SINCE) == "hulp-bij-acuut-gevaar"


def test_what_the_police_may_answer_is_no_ground_to_ask() -> None:
    """Wpg 16(1)(b) is the answer to the burgemeester; before, the register had it as the question."""
    assert valid_basis("politie", "consult", BEFORE) == "wpg-16"
    assert valid_basis("politie", "consult", SINCE) == "vraag-aan-de-politie"


@pytest.mark.parametrize(
    ("partner", "family", "before", "since"),
    [
        ("nla", "consult", "arbeidsinspectie-toezicht", "nla-opsporing"),
        ("zorgcoordinator", "consult", "wmo-2015-opvang", "wmo-2015-5-3-3"),
        ("zorgcoordinator", "referral", "wmo-2015-opvang", "toestemming"),
        ("reguliere-hulp", "referral", "wmo-2015-opvang", "toestemming"),
        ("comensha", "referral", "comensha-registratie", "toestemming"),
        ("veilig-thuis", "referral", "wmo-2015-meldcode", "wmo-2015-meldcode"),
        ("riec", "referral", "wgs-riec", "wgs-riec"),
    ],
)
def test_the_day_before_is_judged_by_the_records_of_that_day(
    partner: str, family: Family, before: str, since: str
) -> None:
    assert valid_basis(partner, family, BEFORE, AGREED) == before
    assert valid_basis(partner, family, SINCE, AGREED) == since


@pytest.mark.parametrize("known", [NOTHING, REFUSED, UNASKED], ids=["nobody said", "refused", "a reason"])
@pytest.mark.parametrize("partner", ["zorgcoordinator", "reguliere-hulp", "comensha"])
def test_no_reason_stands_in_for_consent(partner: str, known: Known) -> None:
    """AVG 6(1)(a): without it, somebody names another basis that holds."""
    assert valid_basis(partner, "referral", SINCE, known) is None
    assert valid_basis(partner, "referral", BEFORE, known) is not None
    assert missing_condition("toestemming", SINCE, known) == (
        "toestemming geldt alleen als het slachtoffer toestemming gaf; geen reden vervangt haar, en zij kan worden "
        "ingetrokken (AVG artikel 7) (AVG artikel 6, eerste lid, onder a, en artikel 9, tweede lid, onder a)"
    )


def test_a_minor_gets_youth_care_and_nobody_else_does() -> None:
    minor = Known(UNASKED.consent, minors=True)
    assert valid_basis("zorgcoordinator", "referral", SINCE, minor) == "jeugdwet-2-3"
    assert missing_condition("jeugdwet-2-3", SINCE, minor) is None
    assert "minderjarig" in (missing_condition("jeugdwet-2-3", SINCE, UNASKED) or "")


def test_a_condition_only_the_desk_knows_holds_where_the_desk_names_it() -> None:
    assert missing_condition("wmo-2015-5-2-1", SINCE, REFUSED) is None
    assert missing_condition("wgs-riec", SINCE, NOTHING) is None
    assert missing_condition("wmo-2015-5-2-1", BEFORE, NOTHING) is None, "nothing is asked of what does not hold"
    words = conditional("zorgcoordinator", "referral", SINCE)
    assert [one.split()[0] for one in words] == ["toestemming", "jeugdwet-2-3", "wmo-2015-5-2-1"]
    assert conditional("zorgcoordinator", "referral", BEFORE) == ()


def test_only_what_was_shared_on_consent_ends_with_it() -> None:
    """AVG 7(3)."""
    assert rests_on_consent("toestemming", SINCE)
    assert not any(rests_on_consent(name, SINCE) for name in ("wmo-2015-5-2-1", "jeugdwet-2-3", "wgs-riec", "onbekend"))
    assert not rests_on_consent("toestemming", BEFORE), "the register did not have it"


def test_where_no_basis_holds_there_is_no_ground() -> None:
    assert usual("riec", "referral", date(2019, 1, 1)) is None
    with pytest.raises(LookupError):
        purposes_on("riec-convenant", SINCE)
