"""What people did with events that were set aside."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.events.acts import Act
from schemas.events.motive import KeptOperatorReason, Ticket
from schemas.events.quarantine import Reason
from schemas.text import KeptLine


class OutOfQuarantine(Act):
    """An event that was set aside, and where it stood."""

    quarantine_id: UUID
    topic: KeptLine
    partition: int
    offset: int


class QuarantineRedriven(OutOfQuarantine):
    """It was handled again; ``refused`` where it was set aside once more."""

    operation: ClassVar[str] = "quarantine redrive"

    refused: Reason | None = None


class QuarantineDiscarded(OutOfQuarantine):
    """It was closed without effect."""

    operation: ClassVar[str] = "quarantine discard"

    because: KeptOperatorReason
    ticket: Ticket | None = Field(default=None, exclude_if=lambda ticket: ticket is None)
