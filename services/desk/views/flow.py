"""What the ketenregisseur's screen needs of where cases stand; see ``services.desk.views.enrichment``."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Line(BaseModel):
    """``count`` and ``overdue`` are not told where they are small."""

    municipality: str = Field(alias="gemeente")
    state: str = Field(alias="status")
    count: int | None = Field(default=None, alias="aantal")
    overdue: int | None = Field(default=None, alias="teLaat")


class Flow(BaseModel):
    items: tuple[Line, ...]
    smallest: int = Field(alias="kleinsteAantal")
