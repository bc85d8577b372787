"""What every confirmation by a second person starts with."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, StringConstraints

from schemas.codes.flow import SensitiveData
from schemas.envelope import Violation
from schemas.registry import PartnerName
from services.casework.four_eyes import domain
from services.casework.limits.domain import WORDS, not_checked
from services.casework.words import DUTCH
from services.runtime.http import step_up
from services.runtime.http.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from services.casework.limits.domain import Limits
    from services.runtime.base.caller import Caller

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of what was shown, in hexadecimal."""


Checked = Annotated[
    tuple[PartnerName, ...],
    Field(max_length=9, description="De partners van wie u de toelichting hield naast `nietInToelichting`."),
]


class LimitBody(BaseModel):
    """Een soort gegevens waarover een toelichting aan deze partner niets bevat."""

    model_config = DUTCH

    kind: SensitiveData
    rule: str = Field(description="Hoe het dan wel kan, of niet.")
    article: str


def limits_shown(limits: Limits) -> tuple[LimitBody, ...]:
    """What a second person reads beside a note."""
    return tuple(
        LimitBody(kind=kind, rule=f"{WORDS[limit.told]}: {limit.words}", article=limit.article)
        for kind, limit in limits.items()
    )


def all_checked(told: Mapping[str, Limits], checked: Sequence[str]) -> None:
    """Raises ProblemError: 400 while a note to one of these partners was not checked."""
    if violations := not_checked(told, checked):
        detail = "Bevestig per partner dat u de toelichting hebt nagekeken."
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail, violations)


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
