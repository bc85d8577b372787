"""Who calls: a signed JWT against the configured JWKS, with one or more roles."""

from __future__ import annotations

import math
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, cast

import jwt
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from schemas.codes.flow import UserRole
from services.runtime.base.caller import Caller
from services.runtime.http import refusals
from services.runtime.messaging import trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.runtime.base.config import Config
    from services.runtime.http.limits import Limits

_ALGORITHMS = ["ES256", "RS256", "PS256"]
_LONGEST_SUBJECT = 255
_EARLY_SECONDS = 10
"""How far the clock of who issues tokens may be ahead of ours."""

_LONGEST_SECONDS = 24 * 3600
"""Our choice: a working day with its night. Nobody takes a token back, so it ends soon."""

_TYPES = ("jwt", "at+jwt")
"""An access token (RFC 9068), also by the name of before; a token that signs somebody in or out opens nothing."""

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="JWT met de claim `roles`")


class Tokens:
    """Checks bearer tokens: type, signature, issuer, audience, how long they hold, and whose they are."""

    def __init__(self, config: Config) -> None:
        keys = jwt.PyJWKSet.from_json(config.token_jwks_file.read_text("utf-8"))
        self._keys = {key.key_id: key for key in keys.keys}
        self._issuer = config.token_issuer
        self._audience = config.token_audience

    def caller(self, token: str) -> Caller:
        """Raises jwt.PyJWTError when anything about the token does not hold."""
        header = jwt.get_unverified_header(token)
        key = self._keys.get(header.get("kid"))
        if key is None:
            raise jwt.InvalidKeyError
        if str(header.get("typ", "jwt")).lower().removeprefix("application/") not in _TYPES:
            raise jwt.InvalidTokenError
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            issuer=self._issuer,
            audience=self._audience,
            leeway=_EARLY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
        if int(claims["exp"]) <= time.time():  # the leeway is for clocks that are ahead, never for what has ended
            raise jwt.ExpiredSignatureError
        if int(claims["exp"]) - int(claims["iat"]) > _LONGEST_SECONDS:
            raise jwt.InvalidTokenError
        granted = claims.get("roles", [])
        if not isinstance(granted, list):
            raise jwt.InvalidTokenError
        known = {role.value: role for role in UserRole}
        roles = frozenset(known[r] for r in cast("list[object]", granted) if isinstance(r, str) and r in known)
        subject = claims["sub"]
        if not (isinstance(subject, str) and subject.isprintable() and 0 < len(subject) <= _LONGEST_SUBJECT):
            raise jwt.InvalidTokenError
        return Caller(subject, roles)


def allowed(*roles: UserRole) -> Callable[..., Awaitable[Caller]]:
    """A dependency that lets only these roles through: 401 without a valid token, 403 and a line on the trail else."""

    async def check(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> Caller:
        refusal = {"WWW-Authenticate": 'Bearer realm="signaalketen"'}
        if credentials is None:
            await refusals.note(request, None, HTTPStatus.UNAUTHORIZED)
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "Geef een bearer-token mee.", refusal)
        tokens: Tokens = request.app.state.tokens
        try:
            caller = tokens.caller(credentials.credentials)
        except jwt.PyJWTError as error:
            await refusals.note(request, None, HTTPStatus.UNAUTHORIZED)
            detail = f"Het token is niet geldig ({type(error).__name__})."
            raise HTTPException(HTTPStatus.UNAUTHORIZED, detail, refusal) from None
        if not caller.roles & set(roles):
            await refusals.note(request, caller, HTTPStatus.FORBIDDEN)
            raise HTTPException(HTTPStatus.FORBIDDEN, f"Hiervoor is een rol nodig: {', '.join(roles)}.")
        await _not_too_often(request, caller)
        request.state.caller = caller
        return caller

    return check


async def _not_too_often(request: Request, caller: Caller) -> None:
    """Raises HTTPException (429)."""
    limits: Limits = request.app.state.limits
    seconds = math.ceil(limits.wait(caller.subject, trail.operation_of(request)))
    if seconds:
        await refusals.note(request, caller, HTTPStatus.TOO_MANY_REQUESTS)
        detail = f"U deed dit te vaak in korte tijd; probeer het over {seconds} seconden opnieuw."
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": str(seconds)})
