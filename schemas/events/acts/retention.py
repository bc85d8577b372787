"""What was destroyed by itself, and what holds it up."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.codes.reason import HoldReason, LiftReason
from schemas.events.acts import Act
from schemas.text import KeptLine


class ContentDestroyed(Act):
    """Content had its day, and is gone."""

    operation: ClassVar[str] = "vernietig"

    signal_id: UUID
    kind: KeptLine = Field(description="The reason for its day, as a code.")
    destroy_after: date


class DestructionHeld(Act):
    """Nothing of this signal goes until somebody lifts it."""

    operation: ClassVar[str] = "stopVernietiging"

    signal_id: UUID
    hold_id: UUID
    reason: HoldReason | None = Field(default=None, description="Not said until 2026-12.")


class HoldLifted(Act):
    """The term holds again."""

    operation: ClassVar[str] = "hefVernietigingsstopOp"

    signal_id: UUID
    reason: LiftReason | None = Field(default=None, description="Not said until 2026-12.")
