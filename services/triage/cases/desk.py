"""What every act at the aandachtfunctionaris' desk starts with: who may, and which case."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from schemas.codes.flow import UserRole
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http.auth import allowed
from services.runtime.http.problem import ProblemError
from services.triage.cases import store
from services.triage.cases.domain import Case, State

Deciders = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS))]
SteppedUp = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS, stepped_up=True))]
SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]


async def found_case(connection: Connection, signal_id: UUID) -> store.Arrival:
    """Raises ProblemError: 404 unknown here."""
    arrival = await store.find(connection, signal_id)
    if arrival is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal is niet bij de aandachtfunctionaris.")
    return arrival


async def open_case(connection: Connection, signal_id: UUID) -> tuple[store.Arrival, Case]:
    """Raises ProblemError: 404 unknown here, 409 nothing to decide (any more)."""
    arrival = await found_case(connection, signal_id)
    if arrival.state is not State.TO_DECIDE or arrival.case is None:
        raise ProblemError(HTTPStatus.CONFLICT, f"Over dit signaal is niets te beslissen: het is {arrival.state}.")
    return arrival, arrival.case
