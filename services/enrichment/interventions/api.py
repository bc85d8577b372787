"""Earlier interventions (plan 2.2, "evt. eerdere interventies"): the analyst records what the files say."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import InterventionKind
from schemas.events.acts.enrichment import InterventionRecorded, InterventionWithdrawn
from schemas.text import Line
from services.casework.days import PastDay
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.enrichment.api import Analysts, SignalId, found_signal
from services.enrichment.interventions import acts
from services.enrichment.words import DUTCH
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel


class InterventionBody(RequestModel):
    """Wat er eerder gebeurde op dit adres, bij dit bedrijf of rond deze mensen; noem geen namen."""

    model_config = DUTCH

    kind: InterventionKind
    took_place_on: PastDay
    organisation: Line = Field(description="Wie het deed.")
    file_number: Line | None = Field(default=None, description="Waar het in het eigen systeem te vinden is.")


class WithdrawnBody(RequestModel):
    """De interventie hoort hier niet."""

    model_config = DUTCH


class RecordedBody(BaseModel):
    model_config = DUTCH

    id: UUID
    kind: InterventionKind | None = None


router = APIRouter()


@router.post(
    "/signalen/{id}/interventies",
    status_code=HTTPStatus.CREATED,
    response_model=RecordedBody,
    operation_id="registreerInterventie",
)
async def record(signal_id: SignalId, body: InterventionBody, caller: Analysts, once: OnlyOnce) -> Response:
    """Leg vast wat er eerder gebeurde; ook bij andere signalen met hetzelfde adres, bedrijf enz. is het te zien."""

    async def write_down(connection: Connection) -> Done:
        await _on_desk(connection, signal_id)
        act = InterventionRecorded(
            **caller.acting(datetime.now(UTC)),
            signal_id=signal_id,
            intervention_id=uuid4(),
            kind=body.kind,
            took_place_on=body.took_place_on,
        )
        await acts.record(connection, act, body.organisation, body.file_number)
        return Done(RecordedBody(id=act.intervention_id, kind=body.kind), act)

    return await once.run(caller, write_down)


@router.post(
    "/signalen/{id}/interventies/{interventie}/intrekkingen",
    status_code=HTTPStatus.CREATED,
    response_model=RecordedBody,
    operation_id="trekInterventieIn",
)
async def withdraw(
    signal_id: SignalId,
    intervention_id: Annotated[UUID, Path(alias="interventie")],
    _: WithdrawnBody,
    caller: Analysts,
    once: OnlyOnce,
) -> Response:
    """Trek een interventie in die hier per vergissing werd vastgelegd."""

    async def strike(connection: Connection) -> Done:
        await _on_desk(connection, signal_id)
        by = caller.acting(datetime.now(UTC))
        act = InterventionWithdrawn(**by, signal_id=signal_id, intervention_id=intervention_id)
        if not await acts.withdraw(connection, act):
            raise ProblemError(HTTPStatus.NOT_FOUND, "Deze interventie is bij dit signaal niet vastgelegd.")
        return Done(RecordedBody(id=intervention_id), act)

    return await once.run(caller, strike)


async def _on_desk(connection: Connection, signal_id: UUID) -> None:
    """Raises ProblemError: 404 unknown here, 409 not on the analyst's desk."""
    signal = await found_signal(connection, signal_id)
    if not signal.standing.assessable(day_of(datetime.now(UTC)), await settings_store.read(connection)):
        raise ProblemError(HTTPStatus.CONFLICT, f"Dit signaal ligt niet bij de analist: het is {signal.state}.")
