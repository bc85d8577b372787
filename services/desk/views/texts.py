"""What the desk needs of the texts of codes; see ``services.desk.views.enrichment``."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from schemas.text import KeptLine


class Text(BaseModel):
    since: date = Field(alias="sinds")
    text: KeptLine = Field(alias="tekst")


class Code(BaseModel):
    code_list: str = Field(alias="lijst")
    code: str
    versions: tuple[Text, ...] = Field(alias="versies")


class CodeTexts(BaseModel):
    items: tuple[Code, ...]
