"""What the identity provider is told follows from the functions and the municipalities."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.identity import totp
from deploy.identity.accounts import accounts
from deploy.identity.realm import IDLE_SECONDS, LONGEST_SECONDS, TOKEN_SECONDS, Secrets, realm
from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES
from services.runtime.base.mandates import CLAIM
from services.runtime.base.sign_on import MAX_AGE_SECONDS, Level

SECRETS = Secrets("wachtwoord-van-de-test", "sleutel-van-de-test", "geheim-van-de-desk")
REALM = realm(SECRETS, ["http://127.0.0.1:8765"], "http://127.0.0.1:8765")


def _pattern() -> str:
    (said,) = REALM["components"]["org.keycloak.userprofile.UserProfileProvider"][0]["config"]["kc.user.profile.config"]
    return next(one for one in json.loads(said)["attributes"] if one["name"] == CLAIM)["validations"]["pattern"][
        "pattern"
    ]


def test_each_municipality_has_who_decides_who_confirms_who_analyses_and_who_reports() -> None:
    held = [
        (mandate["rol"], code)
        for one in accounts()
        for mandate in one.mandates
        for code in mandate.get("gemeenten", ())
    ]
    for code in NAMES:
        assert held.count((UserRole.AANDACHTFUNCTIONARIS, code)) == 2
        assert held.count((UserRole.ANALYST, code)) == 1
        assert held.count((UserRole.ADMINISTRATOR, code)) == 2, "four eyes"
    everywhere = [mandate for one in accounts() for mandate in one.mandates]
    assert everywhere.count({"rol": UserRole.ADMINISTRATOR.value}) == 2, "four eyes"
    functions = [mandate["rol"] for mandate in everywhere]
    assert {*UserRole} <= {*functions}


def test_names_are_of_one_account_each() -> None:
    names = [account.name for account in accounts()]
    assert len(names) == len({*names})
    assert [one["username"] for one in REALM["users"]] == names


@pytest.mark.parametrize("user", REALM["users"], ids=lambda user: user["username"])
def test_what_an_account_has_is_what_may_be_typed(user: dict[str, Any]) -> None:
    (said,) = user["attributes"][CLAIM]
    assert re.fullmatch(_pattern(), said)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "[]",
        '["analist"]',
        '[{"rol":"analist"},]',
        '[{"rol":"baas","gemeenten":["GM0268"]}]',
        '[{"rol":"analist","gemeenten":["GM9999"]}]',
        '[{"rol":"analist","gemeenten":[]}]',
        '[{"rol":"analist","gemeenten":["GM0268"],"extra":1}]',
        '[{"rol":"ketenregisseur","district":"elders"}]',
        '[{"rol":"analist","gemeenten":["GM0268"]}] ',
    ],
)
def test_anything_else_may_not(typed: str) -> None:
    assert not re.fullmatch(_pattern(), typed)


def test_nobody_gives_himself_a_mandate() -> None:
    (said,) = REALM["components"]["org.keycloak.userprofile.UserProfileProvider"][0]["config"]["kc.user.profile.config"]
    for attribute in json.loads(said)["attributes"]:
        assert attribute["permissions"]["edit"] == ["admin"], attribute["name"]
    assert not REALM["registrationAllowed"]


def test_the_levels_are_those_that_are_asked_for() -> None:
    assert json.loads(REALM["attributes"]["acr.loa.map"]) == {Level.BASIC: 1, Level.HIGH: 2}
    lasting = {one["alias"]: one["config"]["loa-max-age"] for one in REALM["authenticatorConfig"]}
    assert lasting[Level.HIGH] == str(MAX_AGE_SECONDS)


def test_a_code_is_as_the_standard_has_it() -> None:
    for at, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):  # RFC 6238, appendix B
        assert totp.code("12345678901234567890", at) == code


def test_the_page_for_administrators_says_how_long_it_all_lasts() -> None:
    page = (Path(__file__).parents[3] / "docs" / "identity.md").read_text("utf-8")
    said = dict(re.findall(r"^\| ([^|]+) \| (\d+) (?:minutes|hours) \|", page, re.MULTILINE))
    known = {
        **{"access token": TOKEN_SECONDS // 60, "session, idle": IDLE_SECONDS // 60},
        **{"session, at most": LONGEST_SECONDS // 3600, "second factor": MAX_AGE_SECONDS // 60},
    }
    assert {what: int(number) for what, number in said.items()} == known
    assert (REALM["accessTokenLifespan"], REALM["ssoSessionIdleTimeout"]) == (TOKEN_SECONDS, IDLE_SECONDS)
    assert (REALM["ssoSessionMaxLifespan"], REALM["refreshTokenMaxReuse"]) == (LONGEST_SECONDS, 0)


def test_several_desks_are_one_client_that_goes_back_to_each_and_is_told_once() -> None:
    (client,) = realm(SECRETS, ["https://a.example", "https://b.example"], "http://b:8080")["clients"]
    assert client["redirectUris"] == ["https://a.example/aanmelden/terug", "https://b.example/aanmelden/terug"]
    attributes = client["attributes"]
    assert attributes["post.logout.redirect.uris"] == "https://a.example/afgemeld##https://b.example/afgemeld"
    assert attributes["backchannel.logout.url"] == "http://b:8080/aanmelden/uit"
