"""When a token counts: the clock of who issues it may be a little ahead, and its end is its end."""

from __future__ import annotations

import json
import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from services.runtime.base.config import Config, Keys
from services.runtime.base.sign_on import Level
from services.runtime.http.identity import Identities
from services.runtime.http.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANDATES = [{"rol": "analist", "gemeenten": ["GM0268"]}]
KEYS = {issuer: ec.generate_private_key(ec.SECP256R1()) for issuer in ("issuer", "other")}
"""Of two that are trusted; their keys have the same id."""


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    for issuer, key in KEYS.items():
        public = {**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "1", "alg": "ES256"}
        (tmp_path / issuer).write_text(json.dumps({"keys": [public]}), "utf-8")
    trusted = {issuer: Keys(jwks_file=tmp_path / issuer) for issuer in KEYS}
    said: dict[str, Any] = {"token_issuers": trusted, "token_audience": "signaalketen"}
    config = Config.model_construct(**said)
    return Tokens(config, {"issuer": Identities(1), "other": Identities(2)})


def token(kind: str | None = "at+jwt", subject: str = "x", /, **seconds_from_now: int) -> str:
    return signed({"sub": subject}, kind, seconds_from_now)


def signed(
    said: dict[str, Any],
    kind: str | None = "at+jwt",
    moments: Mapping[str, int] = MappingProxyType({}),
    by: str = "issuer",
) -> str:
    """What is said besides, or otherwise, in an access token; each moment in seconds from now."""
    now = int(time.time())
    claims = {"iss": "issuer", "aud": "signaalketen", "sub": "x", "mandaten": MANDATES}
    at = {name: now + seconds for name, seconds in {"iat": 0, "exp": 60, **moments}.items()}
    content = json.dumps({**claims, **at, **said}).encode()
    return jwt.PyJWS().encode(content, KEYS[by], "ES256", {"kid": "1", "typ": kind})


@pytest.mark.parametrize("early", [{"iat": 5}, {"nbf": 5}, {"iat": 8, "nbf": 8}, {}])
async def test_a_token_may_be_a_few_seconds_early(tokens: Tokens, early: dict[str, int]) -> None:
    assert (await tokens.caller(token(**early))).subject == "x"


@pytest.mark.parametrize("early", [{"iat": 30}, {"nbf": 30}])
async def test_and_no_more(tokens: Tokens, early: dict[str, int]) -> None:
    with pytest.raises(jwt.ImmatureSignatureError):
        await tokens.caller(token(**early))


@pytest.mark.parametrize("ended", [0, -1, -5, -60])
async def test_one_that_has_ended_is_never_taken(tokens: Tokens, ended: int) -> None:
    with pytest.raises(jwt.ExpiredSignatureError):
        await tokens.caller(token(iat=-120, exp=ended))


@pytest.mark.parametrize("kind", ["at+jwt", "AT+JWT", "application/at+jwt"])
async def test_an_access_token_opens(tokens: Tokens, kind: str) -> None:
    assert (await tokens.caller(token(kind))).subject == "x"


@pytest.mark.parametrize("kind", ["JWT", None, "logout+jwt", "id+jwt", "dpop+jwt", "x"])
async def test_a_token_for_something_else_opens_nothing(tokens: Tokens, kind: str | None) -> None:
    with pytest.raises(jwt.InvalidTokenError):
        await tokens.caller(token(kind))


async def test_nobody_has_a_token_for_longer_than_a_day(tokens: Tokens) -> None:
    day = 24 * 3600
    assert (await tokens.caller(token(iat=-60, exp=day - 60))).subject == "x"
    for life in ({"exp": day + 1}, {"iat": -day, "exp": 60}, {"exp": 10 * 365 * day}):
        with pytest.raises(jwt.InvalidTokenError):
            await tokens.caller(token(**life))


@pytest.mark.parametrize("subject", ["x", "x" * 255])
async def test_a_lawful_subject_is_somebody(tokens: Tokens, subject: str) -> None:
    assert (await tokens.caller(token("at+jwt", subject))).subject == subject


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\x00", "a\nb", "\u202ex", "melder", "niet-aangemeld", "triage"])
async def test_another_is_nobody(tokens: Tokens, subject: str) -> None:
    with pytest.raises(jwt.InvalidTokenError):
        await tokens.caller(token("at+jwt", subject))


async def test_each_issuer_is_known_by_its_own_keys(tokens: Tokens) -> None:
    assert (await tokens.caller(signed({}))).subject == "x"
    assert (await tokens.caller(signed({"iss": "other"}, by="other"))).subject == "2~x", "somebody else"
    for issuer, by in (("other", "issuer"), ("issuer", "other")):
        with pytest.raises(jwt.InvalidSignatureError):
            await tokens.caller(signed({"iss": issuer}, by=by))


@pytest.mark.parametrize("issuer", ["https://elders.example.nl", "issuer/", "", None, ["issuer"], 1])
async def test_one_of_nobody_we_know_opens_nothing(tokens: Tokens, issuer: object) -> None:
    with pytest.raises(jwt.PyJWTError):
        await tokens.caller(signed({"iss": issuer}))


@pytest.mark.parametrize("acr", [None, "basis", "Hoog", "2", 2, ["hoog"], "hoger"])
async def test_how_sure_nobody_says_is_not_sure(tokens: Tokens, acr: object) -> None:
    caller = await tokens.caller(signed({"acr": acr}, moments={"auth_time": 0}))
    assert caller.sign_on.level is Level.BASIC


async def test_strong_and_recent_is_stepped_up(tokens: Tokens) -> None:
    async def stepped_up(acr: str | None, **moments: int) -> bool:
        caller = await tokens.caller(signed({"acr": acr} if acr else {}, moments=moments))
        return caller.sign_on.stepped_up(time.time())

    assert await stepped_up("hoog", auth_time=0)
    assert await stepped_up("hoog", auth_time=-295)
    assert await stepped_up("hoog", auth_time=5), "clocks differ a little"
    assert not await stepped_up("hoog", auth_time=-301)
    assert not await stepped_up("hoog"), "when is not said"
    assert not await stepped_up("basis", auth_time=0)
    assert not await stepped_up(None, auth_time=0)


@pytest.mark.parametrize("said", [{"auth_time": "2026-11-28"}, {"auth_time": True}, {"auth_time": 1e300}])
async def test_a_time_that_is_none_is_refused(tokens: Tokens, said: dict[str, Any]) -> None:
    with pytest.raises(jwt.InvalidTokenError):
        await tokens.caller(signed(said))


async def test_who_will_have_signed_on_is_refused(tokens: Tokens) -> None:
    with pytest.raises(jwt.InvalidTokenError):
        await tokens.caller(signed({"acr": "hoog"}, moments={"auth_time": 60}))


@pytest.mark.parametrize(
    "claims", [{"roles": ["analist"]}, {"mandaten": "analist"}, {"mandaten": [{"rol": "analist"}]}]
)
async def test_flat_roles_and_mandates_that_are_none_let_nobody_in(tokens: Tokens, claims: dict[str, Any]) -> None:
    assert (await tokens.caller(signed({}))).subject == "x"
    with pytest.raises(jwt.InvalidTokenError):
        await tokens.caller(signed(claims))
