"""When a token counts: the clock of who issues it may be a little ahead, and its end is its end."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from services.runtime.base.config import Config
from services.runtime.http.identity import Identities
from services.runtime.http.tokens import Tokens

if TYPE_CHECKING:
    from pathlib import Path

MANDATES = [{"rol": "analist", "gemeenten": ["GM0268"]}]
KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    key = {**ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "1", "alg": "ES256"}
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps({"keys": [key]}), "utf-8")
    who: dict[str, Any] = {"token_issuer": "issuer", "token_audience": "signaalketen"}
    return Tokens(Config.model_construct(token_jwks_file=jwks, token_jwks_url=None, **who), Identities(1))


def token(kind: str = "JWT", subject: str = "x", /, **seconds_from_now: int) -> str:
    now = int(time.time())
    claims = {
        "iss": "issuer",
        "aud": "signaalketen",
        "sub": subject,
        "mandaten": [{"rol": "analist", "gemeenten": ["GM0268"]}],
    }
    moments = {"iat": 0, "exp": 60, **seconds_from_now}
    at = {name: now + seconds for name, seconds in moments.items()}
    return jwt.encode({**claims, **at}, KEY, "ES256", {"kid": "1", "typ": kind})


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


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", "AT+JWT", "application/at+jwt"])
async def test_an_access_token_opens(tokens: Tokens, kind: str) -> None:
    assert (await tokens.caller(token(kind))).subject == "x"


@pytest.mark.parametrize("kind", ["logout+jwt", "id+jwt", "dpop+jwt", "x"])
async def test_a_token_for_something_else_opens_nothing(tokens: Tokens, kind: str) -> None:
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
    assert (await tokens.caller(token("JWT", subject))).subject == subject


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\x00", "a\nb", "\u202ex", "melder", "niet-aangemeld", "triage"])
async def test_another_is_nobody(tokens: Tokens, subject: str) -> None:
    with pytest.raises(jwt.InvalidTokenError):
        await tokens.caller(token("JWT", subject))


@pytest.mark.parametrize(
    "claims", [{"roles": ["analist"]}, {"mandaten": "analist"}, {"mandaten": [{"rol": "analist"}]}]
)
async def test_flat_roles_and_mandates_that_are_none_let_nobody_in(tokens: Tokens, claims: dict[str, Any]) -> None:
    now = int(time.time())
    held = {"iss": "issuer", "aud": "signaalketen", "sub": "x", "iat": now, "exp": now + 60, "mandaten": MANDATES}
    good, bad = (jwt.encode({**held, **more}, KEY, "ES256", {"kid": "1"}) for more in ({}, claims))
    assert (await tokens.caller(good)).subject == "x"
    with pytest.raises(jwt.InvalidTokenError):
        await tokens.caller(bad)
