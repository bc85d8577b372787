"""Wgs 2.21, 2.22, 2.29 and 2.30, BGS 1.9: which kinds of data no note to a partnership holds, and who looked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from schemas.codes.exploitation import Form
from schemas.codes.flow import SensitiveData
from schemas.legal import Told
from services.casework.limits.domain import limits, not_checked, withheld_forms

if TYPE_CHECKING:
    from services.casework.limits.domain import Limits

BEFORE, SINCE = date(2026, 11, 28), date(2026, 11, 29)
RULES = {
    "wgs-riec": ["met-uitleg", "niet", "niet", "in-eigen-veld"],
    "wgs-zvh": ["met-uitleg", "in-eigen-veld", "niet", "in-eigen-veld"],
}
"""Of nationality, health, sexual conduct and criminal data."""


@pytest.mark.parametrize("basis", RULES)
def test_each_partnership_has_its_rule_for_each_kind_from_its_day_and_not_before(basis: str) -> None:
    assert limits(basis, BEFORE) == {}
    found = limits(basis, SINCE)
    assert [*found] == [*SensitiveData]
    assert [limit.told for limit in found.values()] == RULES[basis]
    assert all("Wgs" in limit.article or limit.article == "BGS 1.9" for limit in found.values())


@pytest.mark.parametrize("basis", ["toestemming", "geen-grondslag"])
def test_no_other_basis_has_such_rules(basis: str) -> None:
    assert limits(basis, SINCE) == {}


@pytest.mark.parametrize(
    ("basis", "day", "withheld"),
    [("wgs-zvh", BEFORE, set[Form]()), ("wgs-zvh", SINCE, {Form.SEXUAL}), ("wgs-riec", SINCE, set[Form]())],
)
def test_a_zvh_is_not_told_what_says_something_of_sexual_conduct(basis: str, day: date, withheld: set[Form]) -> None:
    assert withheld_forms(basis, day) == withheld


def test_what_is_told_apart_or_with_a_reason_withholds_no_form() -> None:
    assert {limit.told for limit in limits("wgs-zvh", SINCE).values() if limit.forms} == {Told.NEVER}


TOLD: dict[str, Limits] = {
    "riec": limits("wgs-riec", SINCE),
    "zvh-rivierenland": limits("wgs-zvh", SINCE),
    "comensha": {},
}


@pytest.mark.parametrize(
    ("checked", "broken"),
    [
        (["riec", "zvh-rivierenland"], {}),
        (["riec"], {"nagekeken": "zvh-rivierenland ontbreekt"}),
        ([], {"nagekeken": "zvh-rivierenland ontbreekt"}),
        (["riec", "zvh-rivierenland", "comensha"], {"nagekeken.2": "is een van: riec, zvh-rivierenland"}),
    ],
)
def test_a_note_to_a_partnership_is_confirmed_partner_by_partner(checked: list[str], broken: dict[str, str]) -> None:
    found = {one.field: one.rule for one in not_checked(TOLD, checked)}
    assert found.keys() == broken.keys()
    assert all(rule.startswith(broken[field]) for field, rule in found.items())


def test_who_did_not_look_reads_the_article_of_each_kind() -> None:
    (missing,) = not_checked({"riec": TOLD["riec"]}, [])
    assert missing.rule == (
        "riec ontbreekt: bevestig dat de toelichting niets bevat over nationaliteit (BGS 1.9), gezondheid (Wgs 2.21 en"
        " 2.22), seksueel-gedrag (Wgs 2.22, eerste lid, onder a, 2°, en 2.23, zesde lid), strafrechtelijk"
        " (Wgs 1.5, derde lid)"
    )


def test_where_no_partner_has_such_rules_nothing_is_confirmed() -> None:
    assert not_checked({"comensha": {}}, []) == []
    assert [one.rule for one in not_checked({"comensha": {}}, ["comensha"])] == ["is een van: geen"]
