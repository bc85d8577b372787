"""On which legal basis a partner is told something."""

from __future__ import annotations

from datetime import date

import pytest

from schemas.registry import Family, bases, partners
from services.casework.grounds.domain import RULE_VERSION, usual, usual_purpose, valid_basis

DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("partner", "family"), [(name, family) for name, partner in partners().items() for family in partner.families]
)
def test_every_partner_is_told_everything_on_a_basis_that_holds_today(partner: str, family: Family) -> None:
    ground = usual(partner, family, DAY)
    assert ground
    assert ground.basis in partners()[partner].bases[family]
    assert ground.purpose in bases()[ground.basis].purposes
    assert ground.rule_version == RULE_VERSION


def test_an_alert_and_a_question_to_the_police_rest_on_different_law() -> None:
    assert valid_basis("politie", "alert", DAY) == "politiewet-3"
    assert valid_basis("politie", "consult", DAY) == "wpg-16"
    assert usual_purpose("politiewet-3") == "hulp-bij-acuut-gevaar"


def test_where_no_basis_holds_there_is_no_ground() -> None:
    assert usual("riec", "referral", date(2019, 1, 1)) is None
