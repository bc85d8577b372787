"""Events set aside: metadata and a pointer, never the payload."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from schemas.text import Contract

Reason = Literal["contract", "source", "reference", "transition", "defect"]


class EventQuarantined(Contract):
    """An event was set aside: where it stood and which rules it broke."""

    quarantine_id: UUID
    topic: str
    partition: int
    offset: int
    reason: Reason
    rules: tuple[str, ...]
