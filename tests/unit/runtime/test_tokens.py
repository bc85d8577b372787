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
from services.runtime.http.auth import Tokens

if TYPE_CHECKING:
    from pathlib import Path

KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    key = {**ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "1", "alg": "ES256"}
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps({"keys": [key]}), "utf-8")
    who: dict[str, Any] = {"token_issuer": "issuer", "token_audience": "signaalketen"}
    return Tokens(Config.model_construct(token_jwks_file=jwks, **who))


def token(**seconds_from_now: int) -> str:
    now = int(time.time())
    claims = {"iss": "issuer", "aud": "signaalketen", "sub": "x", "roles": ["analist"]}
    moments = {"iat": 0, "exp": 60, **seconds_from_now}
    at = {name: now + seconds for name, seconds in moments.items()}
    return jwt.encode({**claims, **at}, KEY, "ES256", {"kid": "1"})


@pytest.mark.parametrize("early", [{"iat": 5}, {"nbf": 5}, {"iat": 8, "nbf": 8}, {}])
def test_a_token_may_be_a_few_seconds_early(tokens: Tokens, early: dict[str, int]) -> None:
    assert tokens.caller(token(**early)).subject == "x"


@pytest.mark.parametrize("early", [{"iat": 30}, {"nbf": 30}])
def test_and_no_more(tokens: Tokens, early: dict[str, int]) -> None:
    with pytest.raises(jwt.ImmatureSignatureError):
        tokens.caller(token(**early))


@pytest.mark.parametrize("ended", [0, -1, -5, -60])
def test_one_that_has_ended_is_never_taken(tokens: Tokens, ended: int) -> None:
    with pytest.raises(jwt.ExpiredSignatureError):
        tokens.caller(token(iat=-120, exp=ended))
