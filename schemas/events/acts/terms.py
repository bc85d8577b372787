"""Terms that passed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.codes.flow import Awaited
from schemas.events.acts import Act
from schemas.text import KeptLine


class TermPassed(Act):
    """Something waited too long: what, and who has to act on it."""

    operation: ClassVar[str] = "escaleer"

    waiting: UUID
    about: UUID | None = Field(default=None, description="The signal or reference it belongs to, where it is another.")
    awaited: Awaited
    owner: KeptLine
    due_on: date
