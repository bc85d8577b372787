"""Looking something up in the log: by case, partner or official; and how its witnesses stand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, model_validator

from schemas.registry import PartnerName
from schemas.text import Line
from services.audit import log_store, why_store
from services.audit.api import Auditors, Exporters
from services.audit.config import AuditConfig
from services.audit.why_api import HeldList, about_these, held
from services.audit.words import DUTCH
from services.runtime.http.pool import Database
from services.runtime.http.request_model import RequestModel
from services.runtime.http.step_up import RESPONSES
from services.runtime.messaging import trail
from services.tlog.note import parse_note
from services.tlog.policy import cosigned, parse_policy

MOST = 200
"""Our choice: who finds more asks for less."""

router = APIRouter()


class SearchBody(RequestModel):
    """Wat u zoekt: een zaak, een partner, een ambtenaar, of wat daarvan samen geldt. In het verzoek, en nooit in een
    adres.
    """

    model_config = DUTCH

    case: UUID | None = Field(default=None, description="Id van het signaal, of een kenmerk ervan.")
    partner: Annotated[PartnerName, Field(max_length=100)] | None = None
    official: Annotated[Line, Field(max_length=200)] | None = Field(default=None, description="Gebruikers-id.")

    @model_validator(mode="after")
    def _asks_something(self) -> SearchBody:
        if not (self.case or self.partner or self.official):
            raise ValueError("geef minstens een van zaak, partner en ambtenaar")
        return self


class SearchAnswer(HeldList):
    """Het laatste eerst."""

    more: bool = Field(description="Of er meer is dan hier staat.")


class WitnessBody(BaseModel):
    model_config = DUTCH

    name: str
    cosigned: bool


class WitnessesBody(BaseModel):
    """Het laatste checkpoint dat genoeg getuigen medeondertekenden; zonder omvang is er nog geen."""

    model_config = DUTCH

    size: int | None
    signed_at: datetime | None
    logged: int = Field(description="Hoeveel er nu in het log staat.")
    witnesses: tuple[WitnessBody, ...]


@router.post("/logzoekopdrachten", response_model=SearchAnswer, operation_id="zoekInLog", responses=RESPONSES)
async def search(body: SearchBody, caller: Exporters, request: Request, database: Database) -> SearchAnswer:
    """Wat er vastgelegd is over een zaak, aan of van een partner, of van een ambtenaar: ook wie een zaak las."""
    wanted = why_store.Wanted(body.case, body.partner, body.official)
    async with database.of(caller) as connection:
        found = await why_store.wanted(connection, wanted, caller.scope, MOST + 1)
        facts = {"partner": body.partner} if body.partner else {}
        shown = found[:MOST]
        await trail.read(connection, request, caller, about_these(shown), facts)
    return SearchAnswer(**held(shown).model_dump(), more=len(found) > MOST)


@router.get("/getuigen", response_model=WitnessesBody, operation_id="toonGetuigen")
async def show_witnesses(caller: Auditors, request: Request, database: Database) -> WitnessesBody:
    """Welke getuigen het log tot waar medeondertekenden."""
    config: AuditConfig = request.app.state.config
    policy = parse_policy(config.log_policy_file.read_text("utf-8"))
    async with database.of(caller) as connection:
        head = await log_store.last_checkpoint(connection, witnessed=True)
        at = await log_store.witnessed_at(connection, head.size) if head else None
        logged = await log_store.size(connection)
    note = parse_note(head.witnessed.encode()) if head and head.witnessed else None
    return WitnessesBody(
        size=head.size if head else None,
        signed_at=at,
        logged=logged,
        witnesses=tuple(
            WitnessBody(name=name, cosigned=note is not None and cosigned(note, witness))
            for name, witness in policy.witnesses.items()
        ),
    )
