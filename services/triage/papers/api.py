"""The papers of a table: one for each participant."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, JsonValue

from schemas.codes.flow import Participant
from services.casework.terms.domain import day_of
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.messaging import trail
from services.triage.agenda import store as agenda_store
from services.triage.agenda.api import ItemId
from services.triage.cases.desk import Deciders, open_case
from services.triage.consent import store as consent_store
from services.triage.papers.domain import papers
from services.triage.words import DUTCH

router = APIRouter()


class PaperBody(BaseModel):
    """Het deel van een deelnemer."""

    model_config = DUTCH

    participant: Participant
    partner: str | None = Field(description="Als welke ketenpartner; leeg: geen.")
    basis: str | None
    purpose: str | None
    content: dict[str, JsonValue] | None = Field(
        description="Wat deze deelnemer mag zien; leeg: niets zonder meer, de inbrenger noemt dan een eigen grondslag."
    )


class PapersBody(BaseModel):
    """De stukken van een tafel. Er is niets verstuurd."""

    model_config = DUTCH

    items: tuple[PaperBody, ...]


@router.get("/casustafels/{id}/stukken", response_model=PapersBody, operation_id="toonStukken")
async def show_papers(item_id: ItemId, caller: Deciders, request: Request, database: Database) -> PapersBody:
    """Wat elke deelnemer van de zaak te zien krijgt: alleen het eigen deel, op de eigen grondslag."""
    async with database.of(caller) as connection:
        item = await agenda_store.find(connection, item_id)
        if item is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "Dit agendapunt is er niet.")
        _, case = await open_case(connection, item.signal_id)
        held = await consent_store.latest(connection, item.signal_id)
        found = papers(case, item, held.consent if held else None, day_of(datetime.now(UTC)))
        await trail.read(connection, request, caller, [item.signal_id, item_id])
    return PapersBody(items=tuple(PaperBody.model_validate(one, from_attributes=True) for one in found))
