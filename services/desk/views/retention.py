"""What screens need of what each service says of destruction; see ``services.desk.views.enrichment``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class Hold(BaseModel):
    """Destruction of one signal, held up; ``explanation``: for who may lift it."""

    signal_id: UUID = Field(alias="id")
    reason: str | None = Field(default=None, alias="reden")
    explanation: str | None = Field(default=None, alias="toelichting")
    placed_at: datetime = Field(alias="gestoptOp")
    lifted_at: datetime | None = Field(default=None, alias="opgehevenOp")
    lift_reason: str | None = Field(default=None, alias="redenOpheffing")
    lift_explanation: str | None = Field(default=None, alias="toelichtingOpheffing")


class Holds(BaseModel):
    count: int = Field(alias="aantal")
    items: tuple[Hold, ...]
    next: str | None = Field(default=None, alias="volgende")
