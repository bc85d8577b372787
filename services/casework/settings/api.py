"""What codes are called, for whoever shows them: all versions of each text, with the day from which it holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from schemas.codes.setting import SettingKind
from schemas.events.setting import Label
from schemas.settings import first
from services.casework.settings import store
from services.casework.settings.domain import Settings
from services.casework.words import DUTCH
from services.runtime.base.database import Connection
from services.runtime.http.pool import Database


class TextBody(BaseModel):
    """Hoe de code heet, vanaf die dag."""

    model_config = DUTCH

    since: date
    text: str


class CodeBody(BaseModel):
    model_config = DUTCH

    code_list: str
    code: str
    versions: tuple[TextBody, ...] = Field(description="Wat het was, is en zal zijn; de eerste vooraan.")


class CodeTexts(BaseModel):
    model_config = DUTCH

    items: tuple[CodeBody, ...]


def texts(settings: Settings) -> CodeTexts:
    """Of every code that has one."""
    names = sorted(name for kind, name in first() if kind is SettingKind.LABEL)
    return CodeTexts(items=tuple(_code(settings, name) for name in names))


def _code(settings: Settings, name: str) -> CodeBody:
    code_list, _, code = name.partition(".")
    versions = settings.versions(SettingKind.LABEL, name)
    said = ((one.since, one.value.label) for one in versions if isinstance(one.value, Label))
    return CodeBody(
        code_list=code_list, code=code, versions=tuple(TextBody(since=since, text=text) for since, text in said)
    )


def texts_router(read: Callable[[Connection], Awaitable[Settings]] = store.read) -> APIRouter:
    """``read``: the settings, where a service keeps them otherwise."""
    router = APIRouter()

    @router.get("/codeteksten", response_model=CodeTexts, operation_id="toonCodeteksten")
    async def show_texts(database: Database) -> CodeTexts:
        """Hoe elke code heet, van welke dag af; voor iedereen, want er staat niets van een zaak in."""
        async with database.of_nobody() as connection:
            return texts(await read(connection))

    return router
