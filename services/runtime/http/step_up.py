"""What can't be undone asks for a second factor, just now (RFC 9470, OAuth 2.0 Step Up Authentication Challenge).

An operation that always asks for it has ``allowed(..., stepped_up=True)``; one that does so for some of what is asked
calls ``demand``. Both have ``responses=RESPONSES``, so that it is published.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from services.runtime.base.sign_on import MAX_AGE_SECONDS, Level
from services.runtime.http.refusals import RefusedError

if TYPE_CHECKING:
    from services.runtime.base.caller import Caller

_CHALLENGE = (
    f'Bearer realm="signaalketen", error="insufficient_user_authentication", acr_values="{Level.HIGH}", '
    f'max_age="{MAX_AGE_SECONDS}"'
)
_MINUTES = MAX_AGE_SECONDS // 60

RESPONSES: dict[int | str, dict[str, Any]] = {
    401: {
        "description": "Geen geldig token. Of een waarmee langer geleden of met minder zekerheid is aangemeld dan dit "
        f"vraagt: de kop WWW-Authenticate zegt dan hoe (RFC 9470: `acr_values` {Level.HIGH}, `max_age` "
        f"{MAX_AGE_SECONDS})."
    }
}


def demand(caller: Caller) -> None:
    """Raises RefusedError: 401 with the challenge."""
    if not caller.sign_on.stepped_up(time.time()):
        raise RefusedError(
            HTTPStatus.UNAUTHORIZED,
            f"Hiervoor meldt u zich opnieuw aan, ook met uw tweede factor; dat geldt dan {_MINUTES} minuten.",
            headers={"WWW-Authenticate": _CHALLENGE},
        )
