"""What a worklist needs beside its lines: how many there are by what there is to do, and who has one in hand."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class Handling(BaseModel):
    handler: str = Field(alias="gebruiker")
    own: bool = Field(alias="eigen")
    since: datetime = Field(alias="sinds")


class Mark(BaseModel):
    only: str = Field(alias="alleen")
    count: int = Field(alias="aantal")


class Stand(BaseModel):
    count: int = Field(alias="aantal")
    change: str = Field(alias="wijziging")
    marks: tuple[Mark, ...] = Field(alias="tellingen")
