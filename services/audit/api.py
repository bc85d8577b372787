"""The auditor's view: what every topic held, byte for byte."""

import base64
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from schemas.codes.flow import UserRole
from schemas.registry import topics
from services.audit import store
from services.audit.about import about
from services.audit.words import DUTCH
from services.runtime.base.caller import Caller
from services.runtime.http.auth import allowed
from services.runtime.http.pages import Asked, Next, Order, asked_of
from services.runtime.http.pool import Database
from services.runtime.http.step_up import RESPONSES
from services.runtime.messaging import trail

Exporters = Annotated[Caller, Depends(allowed(UserRole.AUDITOR, stepped_up=True))]
"""Who sees what was shared, and can take it along."""

Auditors = Annotated[Caller, Depends(allowed(UserRole.AUDITOR))]


class RecordBody(BaseModel):
    """Eén bericht zoals het op het topic stond."""

    model_config = DUTCH

    topic: str
    partition: int
    offset: int
    timestamp: datetime
    key: str | None = Field(description="Base64")
    value: str | None = Field(description="Base64; de exacte bytes")
    sha256: str = Field(description="Hexadecimaal, over de exacte bytes")


class RecordList(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[RecordBody, ...]
    next: Next


class CountBody(BaseModel):
    model_config = DUTCH

    topic: str
    partition: int
    count: int
    last: int


class CountList(BaseModel):
    model_config = DUTCH

    items: tuple[CountBody, ...]


router = APIRouter()
_ORDER = Order(tuple[Annotated[int, Field(ge=0, lt=2**63 - 1)]])


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


@router.get("/gebeurtenissen", response_model=RecordList, operation_id="toonGebeurtenissen", responses=RESPONSES)
async def show_records(
    caller: Exporters,
    request: Request,
    database: Database,
    asked: Annotated[Asked, Depends(asked_of(1000))],
    topic: Annotated[str, Query(max_length=100, pattern=r"^[a-z]+\.[a-z-]+$", json_schema_extra={"enum": [*topics()]})],
    partition: Annotated[int, Query(alias="partitie", ge=0, lt=2**31)] = 0,
    from_offset: Annotated[int, Query(alias="vanafOffset", ge=0, lt=2**63)] = 0,
) -> RecordList:
    """De berichten van één partitie, in de volgorde van het topic: die over zaken van de gemeenten van uw mandaat,
    en met een mandaat voor het district alle.
    """
    last = _ORDER.start(asked)
    start = from_offset if last is None else max(from_offset, last[0] + 1)
    async with database.of(caller) as connection:
        which = store.Partition(topic, partition, caller.scope)
        rows = await store.read(connection, which, start, asked.limit + 1)
        count = await store.count(connection, which)
        shown, following = _ORDER.cut(asked, rows, lambda row: (row["record_offset"],))
        await trail.read(
            connection, request, caller, about((row["key"], row["value"]) for row in shown), {"topic": topic}
        )
    items = tuple(
        RecordBody(
            topic=row["topic"],
            partition=row["partition"],
            offset=row["record_offset"],
            timestamp=row["logged_at"],
            key=_base64(row["key"]),
            value=_base64(row["value"]),
            sha256=row["sha256"].hex(),
        )
        for row in shown
    )
    return RecordList(count=count, items=items, next=following)


@router.get("/tellingen", response_model=CountList, operation_id="toonTellingen")
async def show_counts(caller: Auditors, database: Database) -> CountList:
    """Hoeveel berichten er van elke partitie bewaard zijn."""
    async with database.of(caller) as connection:
        rows = await store.counts(connection)
    return CountList(items=tuple(CountBody.model_validate(dict(row)) for row in rows))
