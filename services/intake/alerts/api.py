"""Raising an alert, and what follows on it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from schemas.codes.municipality import Municipality
from schemas.codes.reason import AlertWithdrawalReason
from schemas.text import Text
from services.casework.bodies import LocationBody
from services.casework.reasons import ReasonBody
from services.intake.alerts import desk, sending
from services.intake.alerts.desk import AlertId, AlertStatus
from services.intake.alerts.first import WITHDRAWN, AlertRoute, CorrectionRoute, given
from services.intake.known_as import on_trail
from services.intake.roles import Reporters
from services.intake.words import DUTCH
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, IdempotencyKey, OnlyOnce
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.messaging import trail


class AlertBody(RequestModel):
    """Acute nood. Bel altijd ook zelf 112."""

    model_config = DUTCH

    situation: Text
    municipality: Municipality | None = None
    location: LocationBody | None = None
    signal_id: UUID | None = None


class AlertCorrectionBody(RequestModel):
    """Hoe het wel is: dit komt geheel in de plaats van wat er stond. Bel altijd ook zelf 112."""

    model_config = DUTCH

    situation: Text
    municipality: Municipality | None = None
    location: LocationBody | None = None


class AlertWithdrawalBody(ReasonBody[AlertWithdrawalReason]):
    """Waarom er niemand hoeft te gaan; wie het alarm gaf, leest dit. Met `anders` hoort een toelichting. Bel altijd ook
    zelf 112.
    """

    model_config = DUTCH


alerts, corrections, router = APIRouter(route_class=AlertRoute), APIRouter(route_class=CorrectionRoute), APIRouter()
routers = (alerts, corrections, router)


@alerts.post("/alarmen", status_code=HTTPStatus.CREATED, response_model=AlertStatus, operation_id="geefAlarm")
async def raise_alert(body: AlertBody, caller: Reporters, request: Request, key: IdempotencyKey = None) -> Response:
    """Acute nood, ook bij een signaal dat al loopt: direct naar de politie. Bel ook zelf 112.

    Een alarm wordt nooit geweigerd om wat erin staat: wat niet te begrijpen is, gaat als tekst mee.
    """
    return given(request)


@router.get("/alarmen/{id}", response_model=AlertStatus, operation_id="toonAlarm")
async def show_alert(alert_id: AlertId, caller: Reporters, request: Request, database: Database) -> AlertStatus:
    """Of de politie het alarm heeft ontvangen, bevestigde wat er later over gezegd is, en waarom het ingetrokken is."""
    async with database.of(caller) as connection:
        found = await desk.own_alert(connection, alert_id)
        if found.withdrawn_explanation:
            await trail.read(connection, request, on_trail(caller, found.raised_by), [alert_id])
        return await desk.status(connection, found)


@corrections.post(
    "/alarmen/{id}/correcties",
    status_code=HTTPStatus.CREATED,
    response_model=AlertStatus,
    operation_id="corrigeerAlarm",
)
async def correct_alert(
    alert_id: AlertId, body: AlertCorrectionBody, caller: Reporters, request: Request, key: IdempotencyKey = None
) -> Response:
    """Zeg de politie direct hoe het wel is: een ander adres, een andere situatie. Bel ook zelf 112.

    Een correctie wordt nooit geweigerd om wat erin staat: wat niet te begrijpen is, gaat als tekst mee.
    """
    return given(request)


@router.post(
    "/alarmen/{id}/intrekkingen",
    status_code=HTTPStatus.CREATED,
    response_model=AlertStatus,
    operation_id="trekAlarmIn",
)
async def withdraw_alert(alert_id: AlertId, body: AlertWithdrawalBody, caller: Reporters, once: OnlyOnce) -> Response:
    """Zeg de politie direct dat er niemand hoeft te gaan. Bel ook zelf 112."""

    async def tell(connection: Connection) -> Done:
        found = await desk.own_alert(connection, alert_id)
        try:
            act, told = await sending.withdraw(connection, caller, found, body)
        except sending.WithdrawnError:
            raise ProblemError(HTTPStatus.CONFLICT, WITHDRAWN) from None
        found = await desk.own_alert(connection, alert_id)
        return Done(await desk.status(connection, found), act, [told])

    return await once.run(caller, tell)
