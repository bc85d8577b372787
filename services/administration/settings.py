"""What is set, on the day that is asked for, and what it was and will be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, BeforeValidator, Field

from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES
from schemas.codes.setting import SettingKind
from schemas.forms import day
from schemas.registry import norms, retention
from schemas.settings import first
from services.administration.bodies import ShownValue
from services.administration.words import DUTCH
from services.casework.settings import store
from services.casework.settings.domain import Settings
from services.casework.terms.domain import day_of
from services.runtime.base.caller import Caller
from services.runtime.http.auth import allowed
from services.runtime.http.pages import Next, Order, Paging
from services.runtime.http.pool import Database

Administrators = Annotated[Caller, Depends(allowed(UserRole.ADMINISTRATOR))]


class VersionBody(BaseModel):
    """Wat het is, vanaf die dag."""

    model_config = DUTCH

    since: date
    value: ShownValue


class SettingBody(BaseModel):
    model_config = DUTCH

    kind: SettingKind
    setting: str
    what: str
    since: date
    value: ShownValue
    versions: tuple[VersionBody, ...] = Field(description="Wat het was en zal zijn, de eerste vooraan.")


class SettingList(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[SettingBody, ...]
    next: Next


router = APIRouter()
_ORDER = Order(tuple[str, str])


@router.get("/instellingen", response_model=SettingList, operation_id="toonInstellingen")
async def show_settings(
    database: Database,
    caller: Administrators,
    asked: Paging,
    on: Annotated[
        date | None, BeforeValidator(day.parse), Query(alias="op", description="De dag; leeg is vandaag.")
    ] = None,
    kind: Annotated[SettingKind | None, Query(alias="soort")] = None,
) -> SettingList:
    """Wat er ingesteld is op een dag, met wat het daarvoor was en daarna wordt."""
    today = on or day_of(datetime.now(UTC))
    async with database.of(caller) as connection:
        settings = await store.read(connection)
    keys = sorted({*first(), *settings.changed})
    wanted = [(of, name) for of, name in keys if kind in (None, of)]
    items = [_setting(settings, of, name, today) for of, name in wanted]
    shown, following = _ORDER.page(asked, items, lambda one: (one.kind.value, one.setting))
    return SettingList(count=len(items), items=tuple(shown), next=following)


def _setting(settings: Settings, kind: SettingKind, name: str, today: date) -> SettingBody:
    now = settings.on(kind, name, today)
    versions = settings.versions(kind, name)
    return SettingBody(
        kind=kind,
        setting=name,
        what=what(kind, name),
        since=now.since,
        value=ShownValue.of(now.value),
        versions=tuple(VersionBody(since=one.since, value=ShownValue.of(one.value)) for one in versions),
    )


def what(kind: SettingKind, name: str) -> str:
    """In words."""
    place, _, department = name.partition(".")
    words = {
        SettingKind.NORM: lambda: norms()[name].what,
        SettingKind.RETENTION: lambda: retention().terms[name].what,
        SettingKind.CALENDAR: lambda: "dagen waarop niet wordt gewerkt, naast die van de Algemene termijnenwet",
        SettingKind.TABLE: lambda: "wie er aan de tafel zit, van wie er mag zitten",
        SettingKind.LABEL: lambda: f"hoe de code {department} heet in de lijst {place}",
        SettingKind.AANDACHTFUNCTIONARIS: lambda: f"aandachtfunctionaris van {NAMES[place]}, en wie vervangt",
        SettingKind.FOCAL_POINT: lambda: f"accenthouder van {department} in {NAMES[place]}, en wie vervangt",
    }
    return words[kind]()
