"""The ketenregisseur's view: where cases stand in each municipality and how many are too late, without content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from schemas.codes.flow import UserRole
from schemas.codes.municipality import Municipality
from services.casework.flow.domain import SMALLEST, told, told_of
from services.casework.settings import store as settings_store
from services.casework.terms.domain import Norm, day_of, start_of
from services.casework.words import DUTCH
from services.runtime.base.caller import Caller
from services.runtime.http.auth import allowed
from services.runtime.http.pool import Database

State = TypeVar("State", bound=StrEnum)

ChainDirectors = Annotated[Caller, Depends(allowed(UserRole.CHAIN_DIRECTOR))]


class FlowLine(BaseModel):
    """Aantallen onder de grens zijn leeg; nul is nul."""

    model_config = DUTCH

    municipality: Municipality
    state: str
    count: int | None
    overdue: int | None = Field(description="Hoeveel daarvan langer wachten dan hun norm.")


class Flow(BaseModel):
    model_config = DUTCH

    items: tuple[FlowLine, ...]
    smallest: int = Field(default=SMALLEST, description="Kleinere aantallen worden niet genoemd.")


def flow_router(norms: Mapping[State, Norm]) -> APIRouter:
    """``norms``: of the states in which a case waits. The service's database has a function ``flow``, which gives per
    municipality and state how many there are, and how many have been there since a moment in the spans of their state.
    """
    router = APIRouter()

    @router.get("/doorstroom", response_model=Flow, operation_id="toonDoorstroom")
    async def show_flow(caller: ChainDirectors, database: Database) -> Flow:
        """Waar zaken staan, per gemeente, en hoeveel er te laat zijn; nooit welke."""
        today = day_of(datetime.now(UTC))
        async with database.of(caller) as connection:
            settings = await settings_store.read(connection)
            spans = [(state, span) for state, norm in norms.items() for span in norm.too_long(today, settings)]
            rows = await connection.fetch(
                "select municipality, state, count, overdue from flow($1::text[], $2::timestamptz[], $3::timestamptz[])"
                " order by municipality, state",
                [state for state, _ in spans],
                [start_of(first) for _, (first, _) in spans],
                [start_of(edge) for _, (_, edge) in spans],
            )
        return Flow(
            items=tuple(
                FlowLine(
                    municipality=row["municipality"],
                    state=row["state"],
                    count=told(row["count"]),
                    overdue=told_of(row["overdue"], row["count"]),
                )
                for row in rows
            )
        )

    return router
