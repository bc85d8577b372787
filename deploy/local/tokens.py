"""A stand-in for the municipality's identity provider: one signing key, and tokens for a role."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from deploy.errors import CannotTryError
from deploy.files import write_file
from deploy.secrets import JWKS
from schemas.codes.municipality import NAMES
from services.runtime.base.mandates import CLAIM, DISTRICT, mandates_in
from services.runtime.base.sign_on import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

ISSUER = "https://token.signaalketen.local"
AUDIENCE = "signaalketen"

_ALGORITHM = "ES256"
SIGNING_KEY = "signing-key.json"


def make_signing_key(folder: Path) -> None:
    """Writes a private JWK and the ``jwks.json`` that verifies it, unless they are there."""
    if (folder / SIGNING_KEY).exists() and (folder / JWKS).exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    public: dict[str, Any] = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    about = {"kid": public["x"][:16], "use": "sig", "alg": _ALGORITHM}
    private: dict[str, Any] = ECAlgorithm.to_jwk(key, as_dict=True)
    write_file(folder / SIGNING_KEY, json.dumps(private | about).encode(), 0o600)
    write_file(folder / JWKS, json.dumps({"keys": [public | about]}).encode(), 0o644)


def mandates(role: str, municipalities: Collection[str] = tuple(NAMES)) -> list[dict[str, Any]]:
    """This function wherever it can be held: in these municipalities; in all of them, also for the district."""
    found: list[dict[str, Any]] = []
    for where in ({"gemeenten": [*municipalities]}, {"district": DISTRICT}, {}):
        mandate: dict[str, Any] = {"rol": role, **where}
        with suppress(ValueError):
            mandates_in([mandate])
            found.append(mandate)
    return found if {*municipalities} == {*NAMES} else [one for one in found if "district" not in one]


def sign_token(
    folder: Path,
    role: str,
    subject: str,
    hours: int,
    municipalities: Collection[str] = tuple(NAMES),
    level: Level = Level.HIGH,
) -> str:
    """``sign`` for one function in these municipalities."""
    return sign(folder, mandates(role, municipalities), subject, hours, level)


def sign(folder: Path, held: Sequence[Mapping[str, Any]], subject: str, hours: int, level: Level = Level.HIGH) -> str:
    """An access token as the identity provider would give it to who holds these and signs on now, at this level."""
    try:
        stored = json.loads((folder / SIGNING_KEY).read_text("utf-8"))
    except FileNotFoundError as error:
        raise CannotTryError(f"no signing key in {folder}: run `signaalketen up` first") from error
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject,
        "iat": now,
        "exp": now + hours * 3600,
        "auth_time": now,
        "acr": level.value,
        CLAIM: held,
    }
    key = cast("ec.EllipticCurvePrivateKey", ECAlgorithm.from_jwk(stored))
    return jwt.encode(claims, key, algorithm=_ALGORITHM, headers={"kid": stored["kid"], "typ": "at+jwt"})
