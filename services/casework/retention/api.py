"""The register of destruction, and what holds it up."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import UserRole
from schemas.codes.reason import HoldReason, LiftReason
from schemas.events.acts.retention import DestructionHeld, HoldLifted
from services.casework.reasons import ReasonBody
from services.casework.retention import acts, store
from services.casework.retention.domain import may_lift
from services.casework.words import DUTCH
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http.auth import allowed
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pages import Asked, Counted, Moment, Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.refusals import RefusedError
from services.runtime.http.step_up import RESPONSES
from services.runtime.messaging import trail

SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]

Knows = Callable[[Connection, UUID], Awaitable[bool]]
"""Whether the service ever had this signal."""


class HoldBody(ReasonBody[HoldReason]):
    """Waarom er niets vernietigd mag worden. Met `anders` hoort een toelichting."""

    model_config = DUTCH


class LiftBody(ReasonBody[LiftReason]):
    """Waarom het weer mag. Met `anders` hoort een toelichting."""

    model_config = DUTCH


class HoldStatus(BaseModel):
    """Een stop; toelichtingen leest wie haar mag opheffen."""

    model_config = DUTCH

    id: UUID
    reason: HoldReason | None = Field(default=None, description="Leeg bij een stop van voor december 2026.")
    explanation: str | None = None
    placed_at: datetime
    destroyed_at: datetime | None = Field(
        default=None, description="Wat er tot dan van was, is al weg: de stop geldt voor wat daarna kwam."
    )
    lifted_at: datetime | None = None
    lift_reason: LiftReason | None = None
    lift_explanation: str | None = None


class Holds(BaseModel):
    model_config = DUTCH

    count: Counted
    items: tuple[HoldStatus, ...]
    next: Next


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

    count: Counted
    items: tuple[DestructionBody, ...]
    next: Next


_LAST_FIRST = Order(tuple[Moment, UUID, Annotated[int, Field(ge=1, lt=2**31)]])
_LONGEST_FIRST = Order(tuple[Moment, UUID])


def retention_router(knows: Knows, *desks: UserRole) -> APIRouter:
    """The register and the holds of one service, for these desks alone: what is said here stays here."""
    router = APIRouter()
    at_desk, stepped_up = Depends(allowed(*desks)), Depends(allowed(*desks, stepped_up=True))

    @router.get("/vernietigingen", response_model=Register, operation_id="toonVernietigingen")
    async def show_register(caller: Annotated[Caller, at_desk], database: Database, asked: Paging) -> Register:
        """Het register van vernietiging, het laatste eerst."""
        async with database.of(caller) as connection:
            return await _register(connection, caller, asked)

    @router.get("/vernietigingsstops", response_model=Holds, operation_id="toonVernietigingsstops")
    async def show_holds(
        caller: Annotated[Caller, at_desk],
        request: Request,
        database: Database,
        asked: Paging,
        lifted: Annotated[bool, Query(alias="opgeheven", description="Wat is opgeheven, en waarom.")] = False,
    ) -> Holds:
        """Wat nu niet vernietigd mag worden, en waarom."""
        async with database.of(caller) as connection:
            start, most = _LONGEST_FIRST.start(asked), asked.limit + 1
            found = await store.holds(connection, caller.scope, start, most, lifted=lifted)
            count = await store.count_holds(connection, caller.scope, lifted=lifted)
            shown, following = _LONGEST_FIRST.cut(asked, found, lambda h: (h.placed_at, h.hold_id))
            items = tuple(_status(one, caller) for one in shown)
            if said := [one.id for one in items if one.explanation or one.lift_explanation]:
                await trail.read(connection, request, caller, said)
        return Holds(count=count, items=items, next=following)

    @router.post(
        "/signalen/{id}/vernietigingsstops",
        status_code=HTTPStatus.CREATED,
        response_model=HoldStatus,
        operation_id="stopVernietiging",
    )
    async def place(
        signal_id: SignalId, body: HoldBody, caller: Annotated[Caller, at_desk], once: OnlyOnce
    ) -> Response:
        """Houd de vernietiging van dit signaal tegen, tot iemand dat opheft."""
        return await once.run(caller, lambda connection: _place(connection, caller, knows, signal_id, body))

    @router.post(
        "/signalen/{id}/opheffingen",
        status_code=HTTPStatus.CREATED,
        response_model=LiftedBody,
        operation_id="hefVernietigingsstopOp",
        responses=RESPONSES,
    )
    async def lift(
        signal_id: SignalId, body: LiftBody, caller: Annotated[Caller, stepped_up], once: OnlyOnce
    ) -> Response:
        """Hef de stop op: daarna geldt de bewaartermijn weer. Dat doet wie haar plaatste, of een hoger bureau."""
        return await once.run(caller, lambda connection: _lift(connection, caller, signal_id, body))

    return router


async def _register(connection: Connection, caller: Caller, asked: Asked) -> Register:
    found = await store.destructions(connection, caller.scope, _LAST_FIRST.start(asked), asked.limit + 1)
    count = await store.count_destructions(connection, caller.scope)
    shown, following = _LAST_FIRST.cut(asked, found, lambda d: (d.destroyed_at, d.signal_id, d.turn))
    items = tuple(
        DestructionBody(id=d.signal_id, kind=d.kind, destroy_after=d.destroy_after, destroyed_at=d.destroyed_at)
        for d in shown
    )
    return Register(count=count, items=items, next=following)


def _status(hold: store.Hold, caller: Caller) -> HoldStatus:
    words = may_lift(hold.desk, caller.roles)
    return HoldStatus(
        id=hold.signal_id,
        reason=hold.reason,
        explanation=hold.explanation if words else None,
        placed_at=hold.placed_at,
        lifted_at=hold.lifted_at,
        lift_reason=hold.lift_reason,
        lift_explanation=hold.lift_explanation if words else None,
    )


async def _place(connection: Connection, caller: Caller, knows: Knows, signal_id: UUID, body: HoldBody) -> Done:
    if not await knows(connection, signal_id):
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal is hier niet bekend; er is niets te stoppen.")
    by = caller.acting(datetime.now(UTC))
    act = DestructionHeld(**by, signal_id=signal_id, hold_id=uuid4(), reason=body.reason)
    if not await acts.hold(connection, act, body.explanation):
        raise ProblemError(HTTPStatus.CONFLICT, "De vernietiging van dit signaal is al gestopt.")
    gone = await store.destroyed(connection, signal_id)
    answer = HoldStatus(
        id=signal_id, reason=body.reason, explanation=body.explanation, placed_at=act.at, destroyed_at=gone
    )
    return Done(answer, act)


async def _lift(connection: Connection, caller: Caller, signal_id: UUID, body: LiftBody) -> Done:
    held = await store.holding(connection, signal_id)
    if held is None:
        raise ProblemError(HTTPStatus.CONFLICT, "De vernietiging van dit signaal is niet gestopt.")
    if not may_lift(held.desk, caller.roles):
        raise RefusedError(HTTPStatus.FORBIDDEN, "Deze stop is van een hoger bureau; dat heft haar op.")
    act = HoldLifted(**caller.acting(datetime.now(UTC)), signal_id=signal_id, reason=body.reason)
    await acts.lift(connection, act, body.explanation)
    return Done(LiftedBody(id=signal_id), act)
