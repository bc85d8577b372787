"""Handing a case over to another municipality, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.municipality import Municipality
from schemas.codes.reason import HandOverReason
from schemas.events.acts.triage import CaseHandedOver, CaseTakenBack
from schemas.events.tenancy import CaseShared, CaseShareEnded
from schemas.text import Line
from services.casework.days import ComingDay
from services.casework.reasons import ReasonBody
from services.casework.terms.domain import day_of
from services.runtime.base import telemetry
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.problem import ProblemError
from services.runtime.http.refusals import RefusedError
from services.runtime.http.request_model import RequestModel
from services.runtime.http.step_up import RESPONSES
from services.triage.cases.desk import Deciders, SignalId, SteppedUp, found_case
from services.triage.decisions import store as decision_store
from services.triage.handovers import acts, domain, store, telling
from services.triage.handovers.acts import end_of
from services.triage.words import DUTCH

HandOverId = Annotated[UUID, Path(alias="id", description="Id van de overdracht.")]


class NewHandOverBody(ReasonBody[HandOverReason]):
    """Welke gemeente de zaak ook krijgt, waarom, op welke grondslag en tot en met welke dag. Bij `anders` hoort een
    toelichting.
    """

    model_config = DUTCH

    municipality: Municipality
    basis: Line = Field(description="Uit het register van grondslagen.")
    until: ComingDay = Field(description="De laatste dag; hoogstens een jaar.")


class TakeBackBody(RequestModel):
    """De andere gemeente heeft de zaak niet langer nodig."""

    model_config = DUTCH


class HandOverBody(BaseModel):
    """Wie de zaak ook heeft of had."""

    model_config = DUTCH

    id: UUID
    municipality: Municipality
    reason: HandOverReason
    explanation: str | None
    basis: str
    until: date
    handed_over_at: datetime
    ended_at: datetime | None
    holds: bool = Field(description="Of de andere gemeente de zaak nu heeft.")


router = APIRouter()


def hand_over_body(one: domain.HandOver, today: date) -> HandOverBody:
    """As the file shows it."""
    return HandOverBody(
        id=one.hand_over_id,
        municipality=one.municipality,
        reason=HandOverReason(one.reason),
        explanation=one.explanation,
        basis=one.basis,
        until=one.until,
        handed_over_at=one.handed_over_at,
        ended_at=one.ended_at,
        holds=one.holds(today),
    )


@router.post(
    "/signalen/{id}/overdrachten",
    status_code=HTTPStatus.CREATED,
    response_model=HandOverBody,
    operation_id="draagOver",
    responses=RESPONSES,
)
async def hand_over(signal_id: SignalId, body: NewHandOverBody, caller: SteppedUp, once: OnlyOnce) -> Response:
    """Geef de zaak ook aan de aandachtfunctionaris van een andere gemeente, voor een bepaalde tijd.

    Die ziet het hele dossier, en wat eruit verwezen is. Uw gemeente houdt de zaak.
    """

    async def give(connection: Connection) -> Done:
        arrival = await found_case(connection, signal_id)
        now = datetime.now(UTC)
        today = day_of(now)
        decided = await decision_store.decided(connection, signal_id)
        own = {arrival.municipality, *(half.municipality for one in decided for half in (one.zorg, one.riec) if half)}
        if not own & caller.scope.tenants:
            detail = "Uw gemeente kreeg deze zaak door een overdracht; verder overdragen doet de gemeente die haar gaf."
            raise RefusedError(HTTPStatus.FORBIDDEN, detail)
        having = own | {one.municipality for one in await store.holding(connection, signal_id, today)}
        if violations := domain.rules(body.municipality, body.basis, body.until, having, today):
            raise ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan de zaak niet worden overgedragen.", violations)
        act = CaseHandedOver(
            **caller.acting(now),
            signal_id=signal_id,
            hand_over_id=uuid4(),
            municipality=body.municipality,
            reason=body.reason,
            basis=body.basis,
            until=body.until,
        )
        made = await acts.hand_over(connection, act, body.explanation)
        trace = telemetry.continued("hand-over", arrival.traceparent)
        data = CaseShared(hand_over_id=act.hand_over_id, municipality=act.municipality, until=end_of(act.until))
        return Done(hand_over_body(made, today), act, await telling.told(connection, signal_id, data, trace))

    return await once.run(caller, give)


@router.post(
    "/overdrachten/{id}/beeindigingen",
    status_code=HTTPStatus.CREATED,
    response_model=HandOverBody,
    operation_id="neemTerug",
)
async def take_back(hand_over_id: HandOverId, _: TakeBackBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Neem de zaak terug, of geef haar terug: de andere gemeente ziet haar dan niet meer. Dat zij haar had, blijft."""

    async def end(connection: Connection) -> Done:
        found = await store.find(connection, hand_over_id)
        if found is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "Deze overdracht is er niet.")
        now = datetime.now(UTC)
        if not found.holds(day_of(now)):
            raise ProblemError(HTTPStatus.CONFLICT, "Deze overdracht is al afgelopen.")
        arrival = await found_case(connection, found.signal_id)
        act = CaseTakenBack(
            **caller.acting(now),
            signal_id=found.signal_id,
            hand_over_id=hand_over_id,
            municipality=found.municipality,
        )
        trace = telemetry.continued("hand-over", arrival.traceparent)
        data = CaseShareEnded(hand_over_id=hand_over_id, municipality=found.municipality)
        outgoing = await telling.told(connection, found.signal_id, data, trace)
        answer = replace(found, ended_by=act.actor, ended_at=act.at)
        await acts.take_back(connection, act)
        return Done(hand_over_body(answer, day_of(now)), act, outgoing)

    return await once.run(caller, end)
