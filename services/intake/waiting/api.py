"""What waits for its reporter, as the desks see it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from schemas.codes.flow import ReporterStatus
from schemas.codes.municipality import Municipality
from services.casework.settings import store as settings_store
from services.casework.settings.domain import Settings
from services.casework.terms.domain import day_of
from services.intake.roles import Desk
from services.intake.signals import domain
from services.intake.signals.store import Signal
from services.intake.waiting import store
from services.intake.words import DUTCH
from services.runtime.http.pages import Moment, Next, Order, Paging
from services.runtime.http.pool import Database


class WaitingBody(BaseModel):
    """Een signaal dat op zijn melder wacht; niet wat erin staat."""

    model_config = DUTCH

    id: UUID
    status: ReporterStatus
    municipality: Municipality
    state_since: datetime
    owner: str
    due_on: date
    overdue: bool
    escalated_at: datetime | None


class WaitingList(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[WaitingBody, ...]
    next: Next


Only = Annotated[store.Mark | None, Query(alias="alleen", description="Wat te laat is; leeg: alles.")]

router = APIRouter()
_ORDER = Order(tuple[Moment, UUID])


@router.get("/wachtend", response_model=WaitingList, operation_id="toonWachtend")
async def show_waiting(caller: Desk, database: Database, asked: Paging, mark: Only = None) -> WaitingList:
    """Welke signalen op hun melder wachten, en tot wanneer; het langste vooraan."""
    today = day_of(datetime.now(UTC))
    async with database.of(caller) as connection:
        found = await store.page(connection, caller.scope, _ORDER.start(asked), asked.limit + 1, mark)
        count = await store.count(connection, mark)
        settings = await settings_store.read(connection)
    shown, following = _ORDER.cut(asked, found, lambda signal: (signal.status_since, signal.signal_id))
    return WaitingList(count=count, items=tuple(_waiting(signal, today, settings) for signal in shown), next=following)


def _waiting(signal: Signal, today: date, settings: Settings) -> WaitingBody:
    due_on = domain.NORMS[signal.status].due(day_of(signal.status_since), settings)
    return WaitingBody(
        id=signal.signal_id,
        status=signal.status,
        municipality=signal.municipality,
        state_since=signal.status_since,
        owner=domain.NORMS[signal.status].owner,
        due_on=due_on,
        overdue=today > due_on,
        escalated_at=signal.escalated_at,
    )
