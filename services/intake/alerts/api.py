"""Raising an alert, at a report or later, and what follows on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from schemas.codes.flow import UserRole
from schemas.codes.municipality import Municipality
from schemas.events.acts import Act
from schemas.text import Text
from services.casework import notice
from services.casework.bodies import LocationBody
from services.casework.notice import NoticeBody, shown
from services.casework.terms.domain import day_of
from services.intake.alerts import sending, store
from services.intake.alerts.domain import Danger, danger_in
from services.intake.roles import Reporters
from services.intake.words import DUTCH
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http import problem
from services.runtime.http.once import Done, Once
from services.runtime.http.pool import Database, pool_of
from services.runtime.http.problem import ProblemError
from services.runtime.messaging import outbox, trail
from services.runtime.messaging.outbox import Outgoing

AlertId = Annotated[UUID, Path(alias="id", description="Id van het alarm.")]


class AlertBody(BaseModel):
    """Acute nood. Bel altijd ook zelf 112."""

    model_config = DUTCH

    situation: Text
    municipality: Municipality | None = None
    location: LocationBody | None = None
    signal_id: UUID | None = None


class AlertCorrectionBody(BaseModel):
    """Hoe het wel is: dit komt geheel in de plaats van wat er stond. Bel altijd ook zelf 112."""

    model_config = DUTCH

    situation: Text
    municipality: Municipality | None = None
    location: LocationBody | None = None


class AlertWithdrawalBody(BaseModel):
    """Er hoeft niemand te gaan. Bel altijd ook zelf 112."""

    model_config = DUTCH


class AlertStatus(BaseModel):
    model_config = DUTCH

    id: UUID
    raised_at: datetime
    acknowledged_at: datetime | None = None
    withdrawn_at: datetime | None = None
    notices: tuple[NoticeBody, ...] = Field(
        default=(), description="Correcties en intrekkingen, en of de politie ze heeft bevestigd."
    )


class AcuteRoute(APIRoute):
    """Acute danger is passed on even from a report that is refused for something else in it."""

    def get_route_handler(self) -> Any:
        """A body that is refused and tells of danger raises its alert first; the 400 holds the alert's id."""
        judge = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await judge(request)
            except RequestValidationError as error:
                body: object = error.body
                danger = danger_in(cast("dict[str, Any]", body)) if isinstance(body, dict) else None
                if danger is None:
                    raise
                raised = await raise_apart(request, _who(request), danger)
                return problem.invalid_request(error, {"alarm": str(raised.alert_id)})

        return handler


def _who(request: Request) -> Caller:
    """The caller, already let through: roles are judged before the body is."""
    token = request.headers["authorization"].split(" ", 1)[1]
    return request.app.state.tokens.caller(token)


async def raise_apart(request: Request, caller: Caller, danger: Danger) -> store.Alert:
    """In a transaction of its own: nothing that is wrong elsewhere undoes it."""
    async with pool_of(request).acquire() as connection, connection.transaction():
        key = request.headers.get("idempotency-key")
        raised, act, outgoing = await sending.raise_alert(connection, caller, danger, key)
        await outbox.add(connection, [*outgoing, *([trail.done("intake", act)] if act else [])])
    return raised


router = APIRouter()


@router.post("/alarmen", status_code=HTTPStatus.CREATED, response_model=AlertStatus, operation_id="geefAlarm")
async def raise_alert(body: AlertBody, caller: Reporters, once: Annotated[Once, Depends()]) -> Response:
    """Acute nood, ook bij een signaal dat al loopt: direct naar de politie. Bel ook zelf 112."""

    async def raise_now(connection: Connection) -> Done:
        danger = Danger(body.municipality, body.situation, body.location, body.signal_id)
        raised, act, outgoing = await sending.raise_alert(connection, caller, danger, once.key)
        return Done(AlertStatus(id=raised.alert_id, raised_at=raised.raised_at), act, outgoing)

    return await once.run(caller, raise_now)


@router.get("/alarmen/{id}", response_model=AlertStatus, operation_id="toonAlarm")
async def show_alert(alert_id: AlertId, caller: Reporters, pool: Database) -> AlertStatus:
    """Of de politie het alarm heeft ontvangen, en bevestigde wat er later over gezegd is."""
    async with pool.acquire() as connection, connection.transaction():
        return await _status(connection, await _own_alert(connection, caller, alert_id))


async def _own_alert(connection: Connection, caller: Caller, alert_id: UUID) -> store.Alert:
    """An alert this caller may follow: who raised it its own, the desk all. Raises ProblemError (404)."""
    found = await store.find(connection, alert_id)
    desk = caller.roles & {UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS}
    if found is None or not (desk or found.raised_by == caller.subject):
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit alarm is er niet, of het is niet door u gegeven.")
    return found


async def _status(connection: Connection, found: store.Alert) -> AlertStatus:
    today = day_of(datetime.now(UTC))
    sent = await notice.about(connection, [found.alert_id])
    return AlertStatus(
        id=found.alert_id,
        raised_at=found.raised_at,
        acknowledged_at=found.acknowledged_at,
        withdrawn_at=found.withdrawn_at,
        notices=tuple(NoticeBody.model_validate(shown(one, today)) for one in sent),
    )


@router.post(
    "/alarmen/{id}/correcties",
    status_code=HTTPStatus.CREATED,
    response_model=AlertStatus,
    operation_id="corrigeerAlarm",
)
async def correct_alert(
    alert_id: AlertId, body: AlertCorrectionBody, caller: Reporters, once: Annotated[Once, Depends()]
) -> Response:
    """Zeg de politie direct hoe het wel is: een ander adres, een andere situatie. Bel ook zelf 112."""

    async def follow(connection: Connection, found: store.Alert) -> tuple[Act, Outgoing]:
        danger = Danger(body.municipality, body.situation, body.location)
        return await sending.correct(connection, caller, found, danger)

    return await _afterwards(alert_id, caller, once, follow)


@router.post(
    "/alarmen/{id}/intrekkingen",
    status_code=HTTPStatus.CREATED,
    response_model=AlertStatus,
    operation_id="trekAlarmIn",
)
async def withdraw_alert(
    alert_id: AlertId, _: AlertWithdrawalBody, caller: Reporters, once: Annotated[Once, Depends()]
) -> Response:
    """Zeg de politie direct dat er niemand hoeft te gaan. Bel ook zelf 112."""

    async def follow(connection: Connection, found: store.Alert) -> tuple[Act, Outgoing]:
        return await sending.withdraw(connection, caller, found)

    return await _afterwards(alert_id, caller, once, follow)


async def _afterwards(
    alert_id: UUID,
    caller: Caller,
    once: Once,
    follow: Callable[[Connection, store.Alert], Awaitable[tuple[Act, Outgoing]]],
) -> Response:
    """Raises ProblemError: 404 unknown to this caller, 409 withdrawn before."""

    async def tell(connection: Connection) -> Done:
        found = await _own_alert(connection, caller, alert_id)
        try:
            act, told = await follow(connection, found)
        except sending.WithdrawnError:
            raise ProblemError(HTTPStatus.CONFLICT, "Dit alarm is al ingetrokken.") from None
        found = await _own_alert(connection, caller, alert_id)
        return Done(await _status(connection, found), act, [told])

    return await once.run(caller, tell)
