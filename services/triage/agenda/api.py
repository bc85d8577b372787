"""The agendas of the MDO and the other tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import CaseTable, Outcome, Participant
from schemas.envelope import Violation
from schemas.text import Line, Text
from services.casework.terms.domain import day_of
from services.runtime.base.database import Connection, Pool
from services.runtime.http.dutch import DUTCH
from services.runtime.http.once import Once
from services.runtime.http.problem import ProblemError
from services.runtime.messaging.outbox import Outgoing
from services.triage.agenda import domain, store
from services.triage.agenda.domain import Item, ItemState
from services.triage.cases.desk import Deciders, SignalId, open_case

if TYPE_CHECKING:
    from collections.abc import Callable

ItemId = Annotated[UUID, Path(alias="id", description="Id van het agendapunt.")]


class PutOnBody(BaseModel):
    """Waar en wanneer de zaak wordt besproken, en door wie: functies, geen namen."""

    model_config = DUTCH

    table: CaseTable
    on: date
    participants: tuple[Participant, ...] = Field(min_length=1, max_length=9)


class AdviceBody(BaseModel):
    """Wat de tafel adviseert. Het bindt de aandachtfunctionaris niet."""

    model_config = DUTCH

    advice: tuple[Outcome, ...] = Field(min_length=1, max_length=4)
    minutes: Line = Field(description="Waar het verslag te vinden is.")
    explanation: Text | None = None


class TakeOffBody(BaseModel):
    model_config = DUTCH

    reason: Text


class ItemBody(BaseModel):
    """Een agendapunt."""

    model_config = DUTCH

    id: UUID
    signal_id: UUID
    table: CaseTable
    on: date
    participants: tuple[Participant, ...]
    state: ItemState
    advice: tuple[Outcome, ...]
    minutes: str | None
    explanation: str | None
    due_on: date = Field(description="Wanneer het advies uiterlijk is vastgelegd.")
    overdue: bool
    escalated_at: datetime | None = Field(default=None, description="Wanneer is vastgelegd dat het advies uitbleef.")


class Agenda(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[ItemBody, ...]


router = APIRouter()


def item_body(item: Item, today: date) -> ItemBody:
    """As the desk sees it."""
    return ItemBody(
        id=item.item_id,
        signal_id=item.signal_id,
        table=item.table,
        on=item.on,
        participants=item.participants,
        state=item.state,
        advice=item.advice,
        minutes=item.minutes,
        explanation=item.explanation,
        due_on=item.due_on,
        overdue=item.overdue(today),
        escalated_at=item.escalated_at,
    )


def _today() -> date:
    return day_of(datetime.now(UTC))


@router.get("/casustafels", response_model=Agenda, operation_id="toonAgenda")
async def show_agenda(_: Deciders, request: Request) -> Agenda:
    """Wat er op de agenda van de tafels staat, het eerste vooraan."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection:
        found = await store.open_items(connection)
    return Agenda(count=len(found), items=tuple(item_body(item, _today()) for item in found))


@router.post(
    "/signalen/{id}/casustafels", status_code=HTTPStatus.CREATED, response_model=ItemBody, operation_id="agendeer"
)
async def put_on(signal_id: SignalId, body: PutOnBody, caller: Deciders, once: Annotated[Once, Depends()]) -> Response:
    """Zet de zaak op de agenda van een tafel; zolang zij daar staat, wordt er niet over besloten."""

    async def act(connection: Connection) -> tuple[ItemBody, list[Outgoing]]:
        await open_case(connection, signal_id)
        others = await store.of_signals(connection, [signal_id])
        if violations := domain.put_on_rules(body.on, body.participants, others, _today()):
            raise _refusal(violations)
        item = Item(uuid4(), signal_id, body.table, body.on, body.participants)
        await store.add(connection, item, caller.subject)
        return item_body(item, _today()), []

    return await once.run(caller, act)


def _refusal(violations: list[Violation]) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan het niet op de agenda.", violations)


async def _settle(connection: Connection, item_id: UUID, settle: Callable[[Item], Item], by: str) -> ItemBody:
    """Raises ProblemError: 404 unknown, 409 settled before."""
    item = await store.find(connection, item_id)
    if item is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit agendapunt is er niet.")
    try:
        settled = settle(item)
    except domain.ClosedItemError:
        raise ProblemError(HTTPStatus.CONFLICT, f"Dit agendapunt is al {item.state}.") from None
    await store.settle(connection, settled, by)
    return item_body(settled, _today())


@router.post(
    "/casustafels/{id}/adviezen", status_code=HTTPStatus.CREATED, response_model=ItemBody, operation_id="legAdviesVast"
)
async def record_advice(
    item_id: ItemId, body: AdviceBody, caller: Deciders, once: Annotated[Once, Depends()]
) -> Response:
    """Leg vast wat de tafel adviseerde, en waar het verslag is."""

    def settle(item: Item) -> Item:
        if violations := domain.advise_rules(item, body.advice, _today()):
            raise _refusal(violations)
        return replace(
            item, state=ItemState.ADVISED, advice=body.advice, minutes=body.minutes, explanation=body.explanation
        )

    async def act(connection: Connection) -> tuple[ItemBody, list[Outgoing]]:
        return await _settle(connection, item_id, settle, caller.subject), []

    return await once.run(caller, act)


@router.post(
    "/casustafels/{id}/afmeldingen",
    status_code=HTTPStatus.CREATED,
    response_model=ItemBody,
    operation_id="haalVanAgenda",
)
async def take_off(item_id: ItemId, body: TakeOffBody, caller: Deciders, once: Annotated[Once, Depends()]) -> Response:
    """Haal de zaak van de agenda, zonder advies."""

    def settle(item: Item) -> Item:
        domain.take_off(item)
        return replace(item, state=ItemState.TAKEN_OFF, explanation=body.reason)

    async def act(connection: Connection) -> tuple[ItemBody, list[Outgoing]]:
        return await _settle(connection, item_id, settle, caller.subject), []

    return await once.run(caller, act)
