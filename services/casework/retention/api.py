"""The register of destruction, and what holds it up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import UserRole
from schemas.text import Text
from services.casework.retention import store
from services.runtime.base.database import Connection, Pool
from services.runtime.http.auth import Caller, allowed
from services.runtime.http.dutch import DUTCH
from services.runtime.http.once import Once
from services.runtime.http.problem import ProblemError
from services.runtime.messaging.outbox import Outgoing

SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]
Desk = Annotated[Caller, Depends(allowed(UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS))]
Limit = Annotated[int, Query(ge=1, le=500)]


class HoldBody(BaseModel):
    """Waarom er niets vernietigd mag worden: een klacht, een rechtszaak, een verzoek van de betrokkene."""

    model_config = DUTCH

    reason: Text


class HoldStatus(BaseModel):
    model_config = DUTCH

    id: UUID
    reason: str
    placed_at: datetime
    destroyed_at: datetime | None = Field(
        default=None, description="Wat er tot dan van was, is al weg: de stop geldt voor wat daarna kwam."
    )


class Holds(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[HoldStatus, ...]


class LiftBody(BaseModel):
    """Waarom het weer mag."""

    model_config = DUTCH

    reason: Text


class LiftedBody(BaseModel):
    model_config = DUTCH

    id: UUID


class DestructionBody(BaseModel):
    """Dat er iets was, waarom het weg mocht, en wanneer het weg is."""

    model_config = DUTCH

    id: UUID
    kind: str
    destroy_after: date
    destroyed_at: datetime


class Register(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[DestructionBody, ...]


router = APIRouter()


@router.get("/vernietigingen", response_model=Register, operation_id="toonVernietigingen")
async def show_register(_: Desk, request: Request, limit: Limit = 100) -> Register:
    """Het register van vernietiging, het laatste eerst."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection:
        found = await store.destructions(connection, limit)
    items = tuple(
        DestructionBody(id=d.signal_id, kind=d.kind, destroy_after=d.destroy_after, destroyed_at=d.destroyed_at)
        for d in found
    )
    return Register(count=len(items), items=items)


@router.get("/vernietigingsstops", response_model=Holds, operation_id="toonVernietigingsstops")
async def show_holds(_: Desk, request: Request, limit: Limit = 100) -> Holds:
    """Wat nu niet vernietigd mag worden, en waarom."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection:
        found = await store.holds(connection, limit)
    items = tuple(HoldStatus(id=h.signal_id, reason=h.reason, placed_at=h.placed_at) for h in found)
    return Holds(count=len(items), items=items)


@router.post(
    "/signalen/{id}/vernietigingsstops",
    status_code=HTTPStatus.CREATED,
    response_model=HoldStatus,
    operation_id="stopVernietiging",
)
async def place(signal_id: SignalId, body: HoldBody, caller: Desk, once: Annotated[Once, Depends()]) -> Response:
    """Houd de vernietiging van dit signaal tegen, tot iemand dat opheft."""

    async def act(connection: Connection) -> tuple[HoldStatus, list[Outgoing]]:
        hold = store.Hold(uuid4(), signal_id, body.reason, caller.subject, datetime.now(UTC))
        if not await store.place(connection, hold):
            raise ProblemError(HTTPStatus.CONFLICT, "De vernietiging van dit signaal is al gestopt.")
        gone = await store.destroyed(connection, signal_id)
        return HoldStatus(id=signal_id, reason=hold.reason, placed_at=hold.placed_at, destroyed_at=gone), []

    return await once.run(caller, act)


@router.post(
    "/signalen/{id}/opheffingen",
    status_code=HTTPStatus.CREATED,
    response_model=LiftedBody,
    operation_id="hefVernietigingsstopOp",
)
async def lift(signal_id: SignalId, _: LiftBody, caller: Desk, once: Annotated[Once, Depends()]) -> Response:
    """Hef de stop op: daarna geldt de bewaartermijn weer."""

    async def act(connection: Connection) -> tuple[LiftedBody, list[Outgoing]]:
        if not await store.lift(connection, signal_id, caller.subject, datetime.now(UTC)):
            raise ProblemError(HTTPStatus.CONFLICT, "De vernietiging van dit signaal is niet gestopt.")
        return LiftedBody(id=signal_id), []

    return await once.run(caller, act)
