"""What waits for its reporter, as the desks see it; nothing waits without an end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.catalogue import type_of
from schemas.codes.flow import ReporterStatus, UserRole
from schemas.codes.municipality import Municipality
from schemas.envelope import new_event
from schemas.events.signal import SignalReceivedDirectly
from schemas.text import Text
from services.casework.terms.domain import day_of
from services.intake import domain, escalation, store
from services.runtime.base import telemetry
from services.runtime.base.database import Connection, Pool
from services.runtime.http.auth import Caller, allowed
from services.runtime.http.dutch import DUTCH
from services.runtime.http.once import Once
from services.runtime.http.problem import ProblemError
from services.runtime.messaging.outbox import Outgoing

Desk = Annotated[Caller, Depends(allowed(UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS))]
Deciders = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS))]


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


class TakeOverBody(BaseModel):
    """Waarom er niet langer op de stappen van de meldcode wordt gewacht."""

    model_config = DUTCH

    reason: Text


class TakenOverBody(BaseModel):
    model_config = DUTCH

    id: UUID
    status: ReporterStatus


router = APIRouter()


@router.get("/wachtend", response_model=WaitingList, operation_id="toonWachtend")
async def show_waiting(_: Desk, request: Request, limit: Annotated[int, Field(ge=1, le=500)] = 100) -> WaitingList:
    """Welke signalen op hun melder wachten, en tot wanneer; het langste vooraan."""
    pool: Pool = request.app.state.pool
    today = day_of(datetime.now(UTC))
    async with pool.acquire() as connection:
        found = await store.waiting(connection)
    items = tuple(_waiting(signal, today) for signal in found)
    return WaitingList(count=len(items), items=items[:limit])


def _waiting(signal: store.Signal, today: date) -> WaitingBody:
    due_on = escalation.due(signal)
    return WaitingBody(
        id=signal.signal_id,
        status=signal.status,
        municipality=signal.municipality,
        state_since=signal.status_since or signal.received_at,
        owner=domain.NORMS[signal.status].owner,
        due_on=due_on,
        overdue=today > due_on,
        escalated_at=signal.escalated_at,
    )


@router.post(
    "/signalen/{id}/overnames",
    status_code=HTTPStatus.CREATED,
    response_model=TakenOverBody,
    operation_id="neemSignaalOver",
)
async def take_over(
    signal_id: Annotated[UUID, Path(alias="id", description="Id van het signaal.")],
    body: TakeOverBody,
    caller: Deciders,
    once: Annotated[Once, Depends()],
) -> Response:
    """Neem een signaal over waarvan de stappen van de meldcode niet af komen: het gaat verder zoals het is."""

    async def act(connection: Connection) -> tuple[TakenOverBody, list[Outgoing]]:
        signal = await store.find_signal(connection, signal_id)
        if signal is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal is er niet.")
        if signal.waiting_content is None:
            raise ProblemError(HTTPStatus.CONFLICT, f"Dit signaal wacht niet op de meldcode: het is {signal.status}.")
        received = domain.take_over(signal.waiting_content)
        if received.data is None:
            raise LookupError("what is taken over goes on")
        await store.set_status(connection, {signal_id: received.status})
        kind = type_of(SignalReceivedDirectly)
        event = new_event("intake", kind, str(signal_id), received.data, telemetry.current())
        return TakenOverBody(id=signal_id, status=received.status), [Outgoing("signal.direct", event)]

    return await once.run(caller, act)
