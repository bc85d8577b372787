"""The register of destruction, and what holds it up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import UserRole
from schemas.events.acts.retention import DestructionHeld, HoldLifted
from schemas.text import Text
from services.casework.retention import acts, store
from services.casework.words import DUTCH
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http.auth import allowed
from services.runtime.http.once import Done, Once
from services.runtime.http.pages import Moment, Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.messaging import trail

SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]
Desk = Annotated[Caller, Depends(allowed(UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS))]


class HoldBody(RequestModel):
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
    next: Next


class LiftBody(RequestModel):
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
    next: Next


router = APIRouter()
_LAST_FIRST = Order(tuple[Moment, UUID, Annotated[int, Field(ge=1, lt=2**31)]])
_LONGEST_FIRST = Order(tuple[Moment, UUID])


@router.get("/vernietigingen", response_model=Register, operation_id="toonVernietigingen")
async def show_register(_: Desk, pool: Database, asked: Paging) -> Register:
    """Het register van vernietiging, het laatste eerst."""
    async with pool.acquire() as connection:
        found = await store.destructions(connection, _LAST_FIRST.start(asked), asked.limit + 1)
        count = await store.count_destructions(connection)
    shown, following = _LAST_FIRST.cut(asked, found, lambda d: (d.destroyed_at, d.signal_id, d.turn))
    items = tuple(
        DestructionBody(id=d.signal_id, kind=d.kind, destroy_after=d.destroy_after, destroyed_at=d.destroyed_at)
        for d in shown
    )
    return Register(count=count, items=items, next=following)


@router.get("/vernietigingsstops", response_model=Holds, operation_id="toonVernietigingsstops")
async def show_holds(caller: Desk, request: Request, pool: Database, asked: Paging) -> Holds:
    """Wat nu niet vernietigd mag worden, en waarom."""
    async with pool.acquire() as connection, connection.transaction():
        found = await store.holds(connection)
        shown, following = _LONGEST_FIRST.page(asked, found, lambda h: (h.placed_at, h.hold_id))
        if shown:
            await trail.read(connection, request, caller, [one.signal_id for one in shown])
    items = tuple(HoldStatus(id=h.signal_id, reason=h.reason, placed_at=h.placed_at) for h in shown)
    return Holds(count=len(found), items=items, next=following)


@router.post(
    "/signalen/{id}/vernietigingsstops",
    status_code=HTTPStatus.CREATED,
    response_model=HoldStatus,
    operation_id="stopVernietiging",
)
async def place(signal_id: SignalId, body: HoldBody, caller: Desk, once: Annotated[Once, Depends()]) -> Response:
    """Houd de vernietiging van dit signaal tegen, tot iemand dat opheft."""

    async def hold(connection: Connection) -> Done:
        act = DestructionHeld(**caller.acting(datetime.now(UTC)), signal_id=signal_id, hold_id=uuid4())
        if not await acts.hold(connection, act, body.reason):
            raise ProblemError(HTTPStatus.CONFLICT, "De vernietiging van dit signaal is al gestopt.")
        gone = await store.destroyed(connection, signal_id)
        return Done(HoldStatus(id=signal_id, reason=body.reason, placed_at=act.at, destroyed_at=gone), act)

    return await once.run(caller, hold)


@router.post(
    "/signalen/{id}/opheffingen",
    status_code=HTTPStatus.CREATED,
    response_model=LiftedBody,
    operation_id="hefVernietigingsstopOp",
)
async def lift(signal_id: SignalId, _: LiftBody, caller: Desk, once: Annotated[Once, Depends()]) -> Response:
    """Hef de stop op: daarna geldt de bewaartermijn weer."""

    async def release(connection: Connection) -> Done:
        act = HoldLifted(**caller.acting(datetime.now(UTC)), signal_id=signal_id)
        if not await acts.lift(connection, act):
            raise ProblemError(HTTPStatus.CONFLICT, "De vernietiging van dit signaal is niet gestopt.")
        return Done(LiftedBody(id=signal_id), act)

    return await once.run(caller, release)
