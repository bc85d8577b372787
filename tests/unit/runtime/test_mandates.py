"""The claim ``mandaten``: pairs of a function and where it is held, or no claim at all."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.codes.flow import UserRole
from services.runtime.base.caller import Caller
from services.runtime.base.mandates import mandates_in
from services.runtime.base.scope import Scope

TWO: list[dict[str, Any]] = [
    {"rol": "aandachtfunctionaris", "gemeenten": ["GM0268"]},
    {"rol": "analist", "gemeenten": ["GM0252", "GM0268"]},
    {"rol": "aandachtfunctionaris", "district": "gelderland-zuid"},
]


def caller(claim: object) -> Caller:
    return Caller("x", mandates_in(claim), Scope(frozenset(), "x"))


def test_a_function_in_one_municipality_gives_nothing_in_another() -> None:
    somebody = caller(TWO)
    assert somebody.roles == {UserRole.AANDACHTFUNCTIONARIS, UserRole.ANALYST}
    assert somebody.within(UserRole.ANALYST).scope.tenants == {"GM0252", "GM0268"}
    assert somebody.within(UserRole.AANDACHTFUNCTIONARIS).scope.tenants == {"GM0268", "gelderland-zuid"}
    assert somebody.within(UserRole.AUDITOR).scope.tenants == frozenset()
    assert somebody.scope.tenants == frozenset()


def test_an_administrator_for_no_municipality_is_one_of_the_chain_as_a_whole() -> None:
    somebody = caller([{"rol": "melder-professional"}, {"rol": "beheerder"}])
    assert somebody.within(UserRole.ADMINISTRATOR).scope.tenants == {"keten"}
    assert somebody.within(UserRole.PROFESSIONAL).scope.tenants == frozenset()
    of_one = caller([{"rol": "beheerder", "gemeenten": ["GM0268"]}])
    assert of_one.within(UserRole.ADMINISTRATOR).scope.tenants == {"GM0268"}


def test_what_somebody_reported_is_reached_where_who_reports_may() -> None:
    somebody = caller(TWO)
    assert somebody.within(UserRole.PROFESSIONAL, UserRole.ANALYST).scope.reporter == "x"
    assert somebody.within(UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS).scope.reporter is None
    assert somebody.scope.reporter is None


@pytest.mark.parametrize(
    "claim",
    [
        [],
        [{"rol": "melder-professional"}],
        [{"rol": "beheerder"}],
        [{"rol": "beheerder", "gemeenten": ["GM0268"]}],
        [{"rol": "auditor", "gemeenten": ["GM0268"]}],
        [{"rol": "auditor", "district": "gelderland-zuid"}],
        [{"rol": "ketenregisseur", "district": "gelderland-zuid"}],
    ],
)
def test_who_is_let_in(claim: list[dict[str, Any]]) -> None:
    assert len(mandates_in(claim)) == len(claim)


@pytest.mark.parametrize(
    "claim",
    [
        None,
        5,
        "analist",
        {"rol": "analist", "gemeenten": ["GM0268"]},
        ["analist"],
        [{}],
        [{"rol": "analist"}],
        [{"rol": "analist", "gemeenten": []}],
        [{"rol": "analist", "gemeenten": "GM0268"}],
        [{"rol": "analist", "gemeenten": ["GM9999"]}],
        [{"rol": "analist", "gemeenten": ["gm0268"]}],
        [{"rol": "analist", "gemeenten": [268]}],
        [{"rol": "analist", "gemeenten": ["GM0268"], "district": "gelderland-zuid"}],
        [{"rol": "analist", "gemeenten": ["GM0268"], "tot": "2030"}],
        [{"rol": "analist", "district": "gelderland-zuid"}],
        [{"rol": "aandachtfunctionaris", "district": "elders"}],
        [{"rol": "ketenregisseur", "gemeenten": ["GM0268"]}],
        [{"rol": "melder-professional", "gemeenten": ["GM0268"]}],
        [{"rol": "beheerder", "district": "gelderland-zuid"}],
        [{"rol": "burgemeester", "gemeenten": ["GM0268"]}],
        [{"rol": "Analist", "gemeenten": ["GM0268"]}],
        [{"rol": "melder-professional"}, {"rol": "analist"}],
    ],
)
def test_what_is_no_claim(claim: object) -> None:
    with pytest.raises(ValidationError):
        mandates_in(claim)
