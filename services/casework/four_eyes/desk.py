"""What every confirmation by a second person starts with."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints

from schemas.envelope import Violation
from services.casework.four_eyes import domain
from services.runtime.http import step_up
from services.runtime.http.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Collection

    from services.runtime.base.caller import Caller

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of what was shown, in hexadecimal."""


def strongly(told: Collection[str], caller: Caller) -> None:
    """What goes to the RIEC is ordered by who showed a second factor just now. Raises RefusedError: 401."""
    if domain.to_riec(told):
        step_up.demand(caller)


def by_another(proposed_by: str, caller: Caller) -> None:
    """Raises ProblemError: 409 for who proposed it."""
    try:
        domain.confirm(proposed_by, caller.subject)
    except domain.SamePersonError:
        violation = Violation("bevestiging", "wie het voorstelde bevestigt het niet")
        raise ProblemError(HTTPStatus.CONFLICT, "Dit vraagt een tweede persoon.", [violation]) from None
