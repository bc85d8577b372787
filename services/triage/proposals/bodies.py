"""What would go out, as it is shown before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, JsonValue

from services.casework.four_eyes.desk import LimitBody, limits_shown
from services.casework.limits.domain import limits_of
from services.triage.words import DUTCH

if TYPE_CHECKING:
    from services.casework.four_eyes.disclosed import Disclosed


class DisclosureBody(BaseModel):
    """Precies wat een partner krijgt; wat pas bij het versturen een kenmerk krijgt heeft hier nullen."""

    model_config = DUTCH

    partner: str
    family: str
    basis: str | None
    purpose: str | None
    content: dict[str, JsonValue]
    before: dict[str, JsonValue] | None = Field(
        default=None, description="Bij een correctie: hetzelfde zoals deze partner het nu heeft."
    )
    limits: tuple[LimitBody, ...] = Field(
        default=(), description="Waarover de toelichting niets bevat; bevestig dat met de partner in `nagekeken`."
    )

    @classmethod
    def of(cls, one: Disclosed) -> DisclosureBody:
        """With what its note must not hold."""
        before = one.before.model_dump(mode="json", exclude_none=True) if one.before else None
        more = {"limits": limits_shown(limits_of(one)), "before": before}
        return cls.model_validate(one.shown()).model_copy(update=more)
