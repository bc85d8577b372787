"""Something the desk asked for, judged by the rules and not yet done: now, or once a second person agreed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from schemas.events.acts import By
    from schemas.events.case import Consent
    from services.casework.four_eyes.disclosed import Disclosed
    from services.runtime.base.database import Connection
    from services.runtime.http.once import Done
    from services.triage.proposals.acts import Proposed


class Waiting(StrEnum):
    """What can wait for a second person."""

    DECISION = "besluit"
    CORRECTION = "correctie"
    CONSULTATION = "consultatie"


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who proposed what a second person agreed with, and what that person wrote; ``checked``: the partners whose notes
    that person held against what may not go there.
    """

    proposed_by: str
    note: str | None
    checked: tuple[str, ...] = ()


class Prepared(Protocol):
    """``disclosures``: what goes to whom when it is carried out; ``consent``: as the case has it."""

    @property
    def disclosures(self) -> Sequence[Disclosed]: ...

    @property
    def consent(self) -> Consent | None: ...

    def proposed(self, act: Proposed) -> BaseModel:
        """What the desk is told while it waits."""
        ...

    async def carry_out(self, connection: Connection, by: By, agreed: Agreed | None) -> Done:
        """The effect, and what goes out."""
        ...
