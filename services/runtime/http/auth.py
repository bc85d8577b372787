"""Who calls: a signed JWT against the configured JWKS, with one or more roles."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

import jwt
from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from schemas.codes.flow import UserRole
from schemas.codes.reading import ReadingPurpose, of_functions
from schemas.envelope import Violation
from services.runtime.base.caller import Caller
from services.runtime.http import refusals, step_up, whose
from services.runtime.http.problem import ProblemError
from services.runtime.http.signing_keys import KeysUnknownError
from services.runtime.messaging import trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from services.runtime.http.limits import Limits
    from services.runtime.http.tokens import Tokens

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="JWT met de claim `mandaten`")


Purpose = Annotated[
    ReadingPurpose | None,
    Header(alias="Doel", description="Waarvoor u leest; het staat bij de inzage in het log."),
]


def allowed(*roles: UserRole, stepped_up: bool = False) -> Callable[..., Awaitable[Caller]]:
    """A dependency that lets only these roles through: 401 without a valid token, 403 and a line on the trail else.

    ``stepped_up``: and only who showed a second factor just now.
    """

    async def check(
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
        purpose: Purpose = None,
    ) -> Caller:
        refusal = {"WWW-Authenticate": 'Bearer realm="signaalketen"'}
        if credentials is None:
            await refusals.note(request, None, HTTPStatus.UNAUTHORIZED)
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "Geef een bearer-token mee.", refusal)
        try:
            caller = await caller_by(request, credentials.credentials)
        except KeysUnknownError:
            detail = "Wie u bent is nu niet na te gaan; probeer het over een halve minuut opnieuw."
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": "30"}) from None
        except jwt.PyJWTError as error:
            await refusals.note(request, None, HTTPStatus.UNAUTHORIZED)
            detail = f"Het token is niet geldig ({type(error).__name__})."
            raise HTTPException(HTTPStatus.UNAUTHORIZED, detail, refusal) from None
        if not caller.roles & set(roles):
            await refusals.note(request, caller, HTTPStatus.FORBIDDEN)
            raise HTTPException(HTTPStatus.FORBIDDEN, f"Hiervoor is een rol nodig: {', '.join(roles)}.")
        await _not_too_often(request, caller)
        request.state.caller = caller = caller.within(*roles)
        request.state.purpose = _for_what(caller, roles, purpose)
        if stepped_up:
            step_up.demand(caller)
        await whose.check(request, caller.scope)
        return caller

    return check


async def caller_by(request: Request, token: str) -> Caller:
    """Whose token came with the request, checked once for it. Raises as ``Tokens.caller``."""
    known: tuple[str, Caller] | None = getattr(request.state, "known", None)
    if known is None or known[0] != token:
        tokens: Tokens = request.app.state.tokens
        request.state.known = known = (token, await tokens.caller(token))
    return known[1]


async def _not_too_often(request: Request, caller: Caller) -> None:
    """Raises HTTPException (429)."""
    limits: Limits = request.app.state.limits
    seconds = math.ceil(limits.wait(caller.subject, trail.operation_of(request)))
    if seconds:
        await refusals.note(request, caller, HTTPStatus.TOO_MANY_REQUESTS)
        detail = f"U deed dit te vaak in korte tijd; probeer het over {seconds} seconden opnieuw."
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": str(seconds)})


def _for_what(caller: Caller, roles: Collection[UserRole], purpose: ReadingPurpose | None) -> ReadingPurpose | None:
    """Raises ProblemError (400) for what nobody reads for in these functions."""
    own = of_functions(caller.roles & {*roles})
    if purpose is not None and purpose not in own:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            "Daarvoor leest u hier niet.",
            [Violation("Doel", f"kies uit: {', '.join(own)}")],
        )
    return purpose
