"""The agendas of the MDO and the other tables."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import CaseTable, Outcome, Participant
from schemas.envelope import Violation
from schemas.events.acts.triage import AdviceRecorded, PutOnAgenda, TakenOffAgenda, ThirdParty
from schemas.text import Line, Text
from services.casework.days import ComingDay, PastDay
from services.casework.settings import store as settings_store
from services.casework.settings.domain import Settings
from services.casework.terms.domain import day_of
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pages import Counted, Day, Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.messaging import trail
from services.triage.agenda import acts, domain, store
from services.triage.agenda.domain import Item, ItemState
from services.triage.cases.desk import Deciders, SignalId, open_case
from services.triage.words import DUTCH

ItemId = Annotated[UUID, Path(alias="id", description="Id van het agendapunt.")]


class ThirdPartyBody(RequestModel):
    """Een derde aan tafel (Wgs 2.31, negende lid): functie, grondslag, en wanneer de geheimhouding is getekend."""

    model_config = DUTCH

    participant: Participant
    basis: Line
    secrecy_signed: PastDay


class ThirdPartyShown(BaseModel):
    model_config = DUTCH

    participant: Participant
    basis: str
    secrecy_signed: date


class PutOnBody(RequestModel):
    """Waar en wanneer de zaak wordt besproken, en door wie: functies, geen namen."""

    model_config = DUTCH

    table: CaseTable
    on: ComingDay
    participants: tuple[Participant, ...] = Field(min_length=1, max_length=20)
    third_parties: tuple[ThirdPartyBody, ...] = Field(
        default=(), max_length=9, description="Wie geen deelnemer is en bij deze ene zaak aanschuift."
    )

    def asked(self) -> domain.Asked:
        """As the rules judge it."""
        thirds = tuple(domain.Third(one.participant, one.basis, one.secrecy_signed) for one in self.third_parties)
        return domain.Asked(self.table, self.on, self.participants, thirds)


class AdviceBody(RequestModel):
    """Wat de tafel adviseert. Het bindt de aandachtfunctionaris niet."""

    model_config = DUTCH

    advice: tuple[Outcome, ...] = Field(min_length=1, max_length=4)
    minutes: Line = Field(description="Waar het verslag te vinden is.")
    explanation: Text | None = None


class TakeOffBody(RequestModel):
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
    third_parties: tuple[ThirdPartyShown, ...]
    state: ItemState
    advice: tuple[Outcome, ...]
    minutes: str | None
    explanation: str | None
    due_on: date = Field(description="Wanneer het advies uiterlijk is vastgelegd.")
    overdue: bool
    escalated_at: datetime | None = Field(default=None, description="Wanneer is vastgelegd dat het advies uitbleef.")


class Agenda(BaseModel):
    model_config = DUTCH

    count: Counted
    items: tuple[ItemBody, ...]
    next: Next


OfTable = Annotated[CaseTable | None, Query(alias="tafel", description="De agenda van deze tafel; leeg: van alle.")]

router = APIRouter()
_ORDER = Order(tuple[Day, UUID])


def item_body(item: Item, today: date, settings: Settings) -> ItemBody:
    """As the desk sees it."""
    return ItemBody(
        id=item.item_id,
        signal_id=item.signal_id,
        table=item.table,
        on=item.on,
        participants=item.participants,
        third_parties=tuple(ThirdPartyShown(**one.model_dump()) for one in item.third_parties),
        state=item.state,
        advice=item.advice,
        minutes=item.minutes,
        explanation=item.explanation,
        due_on=item.due_on(settings),
        overdue=item.overdue(today, settings),
        escalated_at=item.escalated_at,
    )


def _today() -> date:
    return day_of(datetime.now(UTC))


@router.get("/casustafels", response_model=Agenda, operation_id="toonAgenda")
async def show_agenda(
    caller: Deciders, request: Request, database: Database, asked: Paging, table: OfTable = None
) -> Agenda:
    """Wat er op de agenda van de tafels staat, het eerste vooraan."""
    async with database.of(caller) as connection:
        found = await store.open_items(connection, caller.scope, _ORDER.start(asked), asked.limit + 1, table)
        count = await store.count_open(connection, caller.scope, table)
        settings = await settings_store.read(connection)
        shown, following = _ORDER.cut(asked, found, lambda item: (item.on, item.item_id))
        await trail.read(connection, request, caller, [item.signal_id for item in shown])
    return Agenda(count=count, items=tuple(item_body(item, _today(), settings) for item in shown), next=following)


@router.get("/casustafels/{id}", response_model=ItemBody, operation_id="toonAgendapunt")
async def show_item(item_id: ItemId, caller: Deciders, request: Request, database: Database) -> ItemBody:
    """Eén agendapunt, ook als het al besproken is of van de agenda ging."""
    async with database.of(caller) as connection:
        item = await _found(connection, item_id)
        settings = await settings_store.read(connection)
        await trail.read(connection, request, caller, [item.signal_id])
    return item_body(item, _today(), settings)


@router.post(
    "/signalen/{id}/casustafels", status_code=HTTPStatus.CREATED, response_model=ItemBody, operation_id="agendeer"
)
async def put_on(signal_id: SignalId, body: PutOnBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Zet de zaak op de agenda van een tafel; zolang zij daar staat, wordt er niet over besloten."""

    async def add(connection: Connection) -> Done:
        await open_case(connection, signal_id)
        others = await store.of_signals(connection, [signal_id])
        asked = body.asked()
        settings = await settings_store.read(connection)
        if violations := domain.put_on_rules(asked, others, _today(), settings):
            raise _refusal(violations)
        act = PutOnAgenda(
            **caller.acting(datetime.now(UTC)),
            signal_id=signal_id,
            item_id=uuid4(),
            table=body.table,
            on=body.on,
            participants=body.participants,
            third_parties=tuple(ThirdParty(**asdict(third)) for third in asked.third_parties),
        )
        return Done(item_body(await acts.put_on(connection, act), _today(), settings), act)

    return await once.run(caller, add)


def _refusal(violations: list[Violation]) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan het niet op de agenda.", violations)


async def _found(connection: Connection, item_id: UUID) -> Item:
    """Raises ProblemError (404)."""
    item = await store.find(connection, item_id)
    if item is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit agendapunt is er niet.")
    return item


async def _now(connection: Connection, item_id: UUID) -> ItemBody:
    """Raises ProblemError (404)."""
    return item_body(await _found(connection, item_id), _today(), await settings_store.read(connection))


def _closed(item: Item) -> ProblemError:
    return ProblemError(HTTPStatus.CONFLICT, f"Dit agendapunt is al {item.state}.")


@router.post(
    "/casustafels/{id}/adviezen", status_code=HTTPStatus.CREATED, response_model=ItemBody, operation_id="legAdviesVast"
)
async def record_advice(item_id: ItemId, body: AdviceBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Leg vast wat de tafel adviseerde, en waar het verslag is."""

    async def advise(connection: Connection) -> Done:
        item = await _found(connection, item_id)
        try:
            violations = domain.advise_rules(item, body.advice, _today())
        except domain.ClosedItemError:
            raise _closed(item) from None
        if violations:
            raise _refusal(violations)
        by = caller.acting(datetime.now(UTC))
        act = AdviceRecorded(**by, signal_id=item.signal_id, item_id=item_id, advice=body.advice)
        await acts.advise(connection, act, body.minutes, body.explanation)
        return Done(await _now(connection, item_id), act)

    return await once.run(caller, advise)


@router.post(
    "/casustafels/{id}/afmeldingen",
    status_code=HTTPStatus.CREATED,
    response_model=ItemBody,
    operation_id="haalVanAgenda",
)
async def take_off(item_id: ItemId, body: TakeOffBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Haal de zaak van de agenda, zonder advies."""

    async def strike(connection: Connection) -> Done:
        item = await _found(connection, item_id)
        try:
            domain.take_off(item)
        except domain.ClosedItemError:
            raise _closed(item) from None
        act = TakenOffAgenda(**caller.acting(datetime.now(UTC)), signal_id=item.signal_id, item_id=item_id)
        await acts.take_off(connection, act, body.reason)
        return Done(await _now(connection, item_id), act)

    return await once.run(caller, strike)
