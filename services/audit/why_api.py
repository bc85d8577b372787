"""Answers to "why was this shared", "what did this partner get" and "what do you hold about me"."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from schemas.registry import PartnerName, partners
from schemas.text import Line
from services.audit import why, why_store
from services.audit.about import about
from services.audit.api import Exporters
from services.audit.whose import reaches
from services.audit.words import DUTCH
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.http.step_up import RESPONSES
from services.runtime.messaging import trail

router = APIRouter()


class ExplanationBody(BaseModel):
    """Waarom iets gedeeld is: signaal, besluit, grondslag, velden en hun plaats in het log."""

    model_config = DUTCH

    account: dict[str, Any]


class HeldBody(BaseModel):
    """Eén gebeurtenis, met haar plaats in het log."""

    model_config = DUTCH

    topic: str
    partition: int
    offset: int
    timestamp: datetime
    log_index: int | None
    event: dict[str, Any]


class HeldList(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[HeldBody, ...]


class AccessAnswer(HeldList):
    """Wat er is vastgelegd, en tot wie de betrokkene zich wendt over wat een samenwerkingsverband kreeg (BGS 1.1)."""

    contact_points: dict[str, str] = Field(description="Per partner.")


class AccessRequestBody(RequestModel):
    """Een inzageverzoek (AVG artikel 15)."""

    model_config = DUTCH

    words: Annotated[Line, Field(min_length=3, description="Naam, nummer of adres, hoe ook gespeld.")]


def held(found: list[why.Logged]) -> HeldList:
    """As they are shown."""
    items = tuple(
        HeldBody(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            timestamp=record.at,
            log_index=record.log_index,
            event=record.event,
        )
        for record in found
    )
    return HeldList(count=len(items), items=items)


def about_these(found: list[why.Logged]) -> list[UUID]:
    """What whoever sees them is on record for."""
    return about((str(record.event.get("subject")).encode(), None) for record in found)


@router.get(
    "/verantwoordingen/{kenmerk}",
    response_model=ExplanationBody,
    operation_id="toonVerantwoording",
    responses=RESPONSES,
)
async def show_explanation(
    reference: Annotated[UUID, Path(alias="kenmerk")], caller: Exporters, request: Request, database: Database
) -> ExplanationBody:
    """Waarom deze verwijzing, vraag of dit alarm gedeeld is, met wie, op welke grondslag, en welke velden."""
    async with database.of(caller) as connection:
        reached = await reaches(connection, caller.scope, reference)
        evidence = await why_store.evidence(connection, reference) if reached else None
        found = why.explain(evidence, await why_store.settings(connection)) if evidence else None
        await trail.read(connection, request, caller, [reference, *([UUID(found["signaal"]["id"])] if found else [])])
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Het log kent geen verwijzing, vraag of alarm met dit kenmerk.")
    return ExplanationBody(account=found)


@router.get("/verstrekkingen", response_model=HeldList, operation_id="toonVerstrekkingen", responses=RESPONSES)
async def show_disclosures(
    caller: Exporters,
    request: Request,
    database: Database,
    partner: Annotated[PartnerName, Query(max_length=100, json_schema_extra={"enum": [*partners()]})],
) -> HeldList:
    """Alles wat deze partner ooit kreeg over zaken van de gemeenten van uw mandaat."""
    async with database.of(caller) as connection:
        found = await why_store.to_partner(connection, partner, caller.scope)
        await trail.read(connection, request, caller, about_these(found), {"partner": partner})
    return held(found)


@router.post("/inzageverzoeken", response_model=AccessAnswer, operation_id="zoekBetrokkene", responses=RESPONSES)
async def show_data_subject(
    body: AccessRequestBody, caller: Exporters, request: Request, database: Database
) -> AccessAnswer:
    """Alles wat er over één betrokkene is vastgelegd in zaken van de gemeenten van uw mandaat; de zoekwoorden staan
    nergens in een adres of log.
    """
    async with database.of(caller) as connection:
        found = await why_store.naming(connection, body.words, caller.scope)
        await trail.read(connection, request, caller, about_these(found))
    shown = held(found)
    return AccessAnswer(count=shown.count, items=shown.items, contact_points=why.contact_points(found))
