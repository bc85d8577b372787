"""A bearer token: whose it is, and whether anything about it does not hold."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import jwt

from schemas.events.acts import REPORTER
from schemas.registry import SERVICES
from services.runtime.base.caller import Caller
from services.runtime.base.mandates import CLAIM, mandates_in
from services.runtime.base.scope import Scope
from services.runtime.base.sign_on import Level, SignOn
from services.runtime.http.refusals import NOBODY
from services.runtime.http.signing_keys import SigningKeys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.runtime.base.config import Config
    from services.runtime.http.identity import Identities

_ALGORITHMS = ["ES256", "RS256", "PS256"]
_LONGEST_SUBJECT = 255
_EARLY_SECONDS = 10
"""How far the clock of who issues tokens may be ahead of ours."""

_LONGEST_SECONDS = 24 * 3600
"""Our choice: a working day with its night. Nobody takes a token back, so it ends soon."""

_NOBODYS = frozenset({"", REPORTER, NOBODY, *SERVICES})
"""Actors on the trail that are nobody's user id."""

_TYPE = "at+jwt"
"""An access token (RFC 9068): one that signs somebody in or out, or that does not say what it is, opens nothing."""


class Tokens:
    """Checks bearer tokens: type, signature, issuer, audience, how long they hold, whose they are, and how those
    signed on. Each issuer is known by its own keys alone.
    """

    def __init__(self, config: Config, identities: Mapping[str, Identities]) -> None:
        self._identities = identities
        self._keys = {issuer: SigningKeys(issuer, where) for issuer, where in config.token_issuers.items()}
        self._audience = config.token_audience

    async def caller(self, token: str) -> Caller:
        """Who reaches nothing yet. Raises jwt.PyJWTError when anything about the token does not hold, and
        KeysUnknownError.
        """
        said = jwt.decode_complete(token, options={"verify_signature": False})  # only to know by whose keys to judge
        if str(said["header"].get("typ")).lower().removeprefix("application/") != _TYPE:
            raise jwt.InvalidTokenError
        issuer = said["payload"].get("iss")
        if not isinstance(issuer, str) or issuer not in self._keys:
            raise jwt.InvalidIssuerError
        key = await self._keys[issuer].find(said["header"].get("kid"))
        if key is None:
            raise jwt.InvalidKeyError
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            issuer=issuer,
            audience=self._audience,
            leeway=_EARLY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
        if int(claims["exp"]) <= time.time():  # the leeway is for clocks that are ahead, never for what has ended
            raise jwt.ExpiredSignatureError
        if int(claims["exp"]) - int(claims["iat"]) > _LONGEST_SECONDS:
            raise jwt.InvalidTokenError
        if "roles" in claims:  # of before there were municipalities: such a token reached them all
            raise jwt.InvalidTokenError
        try:
            mandates = mandates_in(claims.get(CLAIM, []))
        except ValueError:
            raise jwt.InvalidTokenError from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject.isprintable() or subject in _NOBODYS:
            raise jwt.InvalidTokenError
        identity = self._identities[issuer].of(subject)
        if len(identity) > _LONGEST_SUBJECT:
            raise jwt.InvalidTokenError
        return Caller(identity, mandates, Scope(frozenset(), identity), _sign_on(claims))


def _sign_on(claims: Mapping[str, Any]) -> SignOn:
    """What nobody knows how sure it is, is the least. Raises jwt.InvalidTokenError."""
    at = claims.get("auth_time")
    if at is not None and (isinstance(at, bool) or not isinstance(at, int) or at > time.time() + _EARLY_SECONDS):
        raise jwt.InvalidTokenError  # one that is still to come would be recent for ever
    level = claims.get("acr")
    return SignOn(Level(level) if level in [*Level] else Level.BASIC, at)
