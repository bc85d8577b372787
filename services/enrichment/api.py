"""The analyst's desk: the worklist, a signal with what was found, and the assessment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.catalogue import type_of
from schemas.codes.exploitation import Form
from schemas.codes.flow import Assessment, InterventionKind, ObjectKind, UserRole
from schemas.codes.municipality import Municipality
from schemas.codes.register import BaseRegister, LookupState
from schemas.envelope import new_event
from schemas.events.acts.enrichment import AssessmentUndone, SignalAssessed
from schemas.text import Text
from services.casework.handling import store as handling_store
from services.casework.handling.api import HandlingBody, InHands, NoteBody, handling_body, notes_of
from services.casework.settings import store as settings_store
from services.casework.settings.domain import Settings
from services.casework.shown import ReportBody
from services.casework.stand import IfNoneMatch, Stand, stand_of, unless_known
from services.casework.terms.domain import day_of
from services.enrichment import acts, domain, store, worklist
from services.enrichment.domain import State
from services.enrichment.objects import store as link_store
from services.enrichment.objects.domain import KnownBy
from services.enrichment.registers.domain import explained
from services.enrichment.words import DUTCH
from services.runtime.base import telemetry
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http import seen
from services.runtime.http.auth import allowed
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pages import Moment, Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.messaging import trail
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.casework.handling.store import Handling

Analysts = Annotated[Caller, Depends(allowed(UserRole.ANALYST))]
SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]


class LookupBody(BaseModel):
    """Wat er van de vraag aan een basisregistratie kwam, en wanneer. Geweigerd is iets anders dan niet gevonden."""

    model_config = DUTCH

    source: BaseRegister
    state: LookupState
    at: datetime | None = Field(description="Sinds wanneer het zo is.")
    refusal: str | None = Field(description="Waarom de registratie weigerde, in haar eigen code.")
    more_than: int | None = Field(description="Zij weigerde omdat het er meer dan zoveel zijn.")
    again_at: datetime | None = Field(description="Wanneer het opnieuw gevraagd wordt.")
    explanation: str


class Summary(BaseModel):
    """Een signaal op de werkvoorraad; de sterkte sorteert en legt uit, zij beslist niet."""

    model_config = DUTCH

    id: UUID
    received_at: datetime
    municipality: Municipality
    forms: tuple[Form, ...]
    strength: int
    reasons: tuple[str, ...]
    indicator_list: str = Field(description="Versie van de lijst met punten: die van de dag van ontvangst.")
    address_state: LookupState
    company_state: LookupState
    residents_state: LookupState
    lookups: tuple[LookupBody, ...] = Field(description="Per basisregistratie: BAG, BRP en handelsregister (KVK).")
    links_sought: bool = Field(description="Of al gezocht is naar andere signalen met hetzelfde adres, bedrijf, enz.")
    state: State
    due_on: date | None
    overdue: bool
    handling: HandlingBody | None = Field(description="Wie het in behandeling heeft.")
    elsewhere: int = Field(description="Hoeveel signalen van andere gemeenten er iets mee gemeen hebben.")
    double_of: UUID | None = Field(
        default=None, description="Van welk eerder signaal dit hetzelfde is, nog eens gestuurd; het telt niet mee."
    )
    reopened_at: datetime | None = Field(description="Sinds wanneer een afgesloten signaal weer op tafel ligt.")
    reopened_for: tuple[ObjectKind, ...] = Field(description="Wat het met een ander signaal gemeen bleek te hebben.")


class Worklist(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[Summary, ...]
    next: Next


class FoundIntervention(BaseModel):
    model_config = DUTCH

    kind: InterventionKind
    took_place_on: date
    organisation: str
    file_number: str | None


class LinkBody(BaseModel):
    """Waaraan te zien is dat andere signalen over hetzelfde gaan: een bedrijf aan zijn KVK-nummer of aan zijn naam.

    Meer dan 20 worden niet geteld: dan is het aantal 20. ``elders``: hoeveel er in andere gemeenten zijn.
    """

    model_config = DUTCH

    kind: ObjectKind
    known_by: KnownBy
    count: int
    elsewhere: int


class SignalBody(Summary):
    model_config = DUTCH

    content: ReportBody
    supplements: tuple[str, ...]
    address: str | None
    addresses: tuple[str, ...] = Field(
        description="Alle adressen die het kunnen zijn; is het er niet één, dan is het adres leeg."
    )
    address_without_suffix: bool = Field(
        description="De BAG kent de toevoeging niet; gevonden is wat er op het huisnummer zonder toevoeging staat."
    )
    company_registered: str | None = Field(description="Het bedrijf zoals het in het handelsregister staat.")
    registered_residents: int | None = Field(description="Hoeveel mensen op het adres staan ingeschreven in de BRP.")
    registered_minors: int | None = Field(description="Hoeveel van hen minderjarig zijn.")
    registered_of_unknown_age: int | None = Field(description="Van hoeveel van hen de leeftijd niet bekend is.")
    interventions: tuple[FoundIntervention, ...] = Field(
        description="Eerdere interventies, hier of bij een ander signaal met hetzelfde adres, bedrijf enz. vastgelegd."
    )
    earlier_note: str | None = Field(description="Wat bij de vorige beoordeling werd opgeschreven.")
    undone_because: str | None = Field(description="Waarom een eerdere beoordeling een vergissing was.")
    other_signals_at_address: int
    other_signals_of_company: int
    other_signals_with_phone: int
    other_signals_with_plate: int
    links: tuple[LinkBody, ...] = Field(description="Waaraan die andere signalen herkend zijn.")
    notes: tuple[NoteBody, ...]


class AssessmentBody(RequestModel):
    """De beoordeling van de analist na verrijking."""

    model_config = DUTCH

    conclusion: Assessment
    note: Text = Field(description="Waarom; de aandachtfunctionaris leest dit mee.")


class UndoBody(RequestModel):
    """Waarom de beoordeling een vergissing was."""

    model_config = DUTCH

    reason: Text


class AssessedBody(BaseModel):
    model_config = DUTCH

    id: UUID
    state: State
    destroy_after: date | None = None


Only = Annotated[
    worklist.Mark | None, Query(alias="alleen", description="Wat te laat is, of wat heropend is; leeg: alles.")
]

router = APIRouter()
_ORDER = Order(tuple[int, Moment, UUID])


def _summary(
    signal: store.Signal,
    doubles: Mapping[UUID, UUID],
    handled: Mapping[UUID, Handling],
    caller: Caller,
    settings: Settings,
) -> Summary:
    strength = domain.strength(signal.content, signal.findings)
    lookups = signal.findings.lookups
    return Summary(
        id=signal.signal_id,
        received_at=signal.received_at,
        municipality=signal.content.municipality,
        forms=signal.content.forms,
        strength=strength.points,
        reasons=strength.reasons,
        indicator_list=strength.indicator_list,
        address_state=lookups[BaseRegister.BAG].state,
        company_state=lookups[BaseRegister.KVK].state,
        residents_state=lookups[BaseRegister.BRP].state,
        lookups=tuple(
            LookupBody(source=one, **asdict(lookups[one]), explanation=explained(one, lookups[one]))
            for one in BaseRegister
        ),
        links_sought=signal.linked,
        state=signal.state,
        due_on=signal.standing.due(settings),
        overdue=signal.standing.overdue(day_of(datetime.now(UTC)), settings),
        elsewhere=signal.shared.elsewhere,
        handling=handling_body(handled.get(signal.signal_id), caller),
        double_of=doubles.get(signal.signal_id),
        reopened_at=signal.reopened_at,
        reopened_for=signal.reopened_for,
    )


@router.get("/werkvoorraad", response_model=Worklist, operation_id="toonWerkvoorraad")
async def show_worklist(
    caller: Analysts, database: Database, asked: Paging, mark: Only = None, hands: InHands = None
) -> Worklist:
    """Wat er te beoordelen is, sterkste eerst; wat het langst ligt gaat bij gelijke sterkte voor."""
    async with database.of(caller) as connection:
        waiting = await worklist.page(connection, caller.scope, _ORDER.start(asked), asked.limit + 1, mark, hands)
        shown, following = _ORDER.cut(asked, waiting, lambda one: (-one.strength, one.received_at, one.signal_id))
        ids = [signal.signal_id for signal in shown]
        doubles = await link_store.doubles(connection, ids)
        handled = await handling_store.handling(connection, ids)
        count = await worklist.count(connection, caller.scope, mark, hands)
        await handling_store.seen(connection, caller.scope, day_of(datetime.now(UTC)))
        settings = await settings_store.read(connection)
    items = tuple(_summary(one, doubles, handled, caller, settings) for one in shown)
    return Worklist(count=count, items=items, next=following)


@router.get("/werkvoorraad/stand", response_model=Stand, operation_id="toonStand")
async def show_stand(caller: Analysts, database: Database, known: IfNoneMatch = None) -> Response:
    """Hoeveel er te beoordelen is, en of dat nog hetzelfde is; geen signaal."""
    async with database.of(caller) as connection:
        return unless_known(stand_of(*await worklist.on_desk(connection)), known)


async def found_signal(connection: Connection, signal_id: UUID) -> store.Signal:
    """Locked until the end of the transaction. Raises ProblemError (404) also when its content is gone."""
    signal = await store.find(connection, signal_id)
    if signal is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal ligt niet bij de analist.")
    return signal


@router.get("/signalen/{id}", response_model=SignalBody, operation_id="toonSignaal")
async def show_signal(
    signal_id: SignalId, caller: Analysts, request: Request, response: Response, database: Database
) -> SignalBody:
    """Het hele signaal met wat erover gevonden is."""
    async with database.of(caller) as connection:
        body = await show(connection, caller, signal_id)
        await trail.read(connection, request, caller, [signal_id])
    seen.mark(response, body)
    return body


async def show(connection: Connection, caller: Caller, signal_id: UUID) -> SignalBody:
    """As the analyst sees it, locked until the end of the transaction. Raises ProblemError (404)."""
    signal = await found_signal(connection, signal_id)
    doubles = await link_store.doubles(connection, [signal_id])
    handled = await handling_store.handling(connection, [signal_id])
    notes = await notes_of(connection, signal_id)
    settings = await settings_store.read(connection)
    others, residents = signal.findings.others, signal.findings.residents
    return SignalBody(
        **_summary(signal, doubles, handled, caller, settings).model_dump(),
        notes=notes,
        content=ReportBody.of(signal.content, signal.content.personal),
        supplements=tuple(signal.findings.supplements),
        address=signal.findings.address,
        addresses=signal.findings.addresses,
        address_without_suffix=signal.findings.without_suffix,
        company_registered=signal.findings.company,
        registered_residents=residents.count if residents else None,
        registered_minors=residents.minors if residents else None,
        registered_of_unknown_age=residents.of_unknown_age if residents else None,
        interventions=tuple(FoundIntervention(**one.model_dump()) for one in signal.findings.interventions),
        earlier_note=signal.assessment_note,
        undone_because=signal.undone_because,
        other_signals_at_address=others.get(ObjectKind.ADDRESS, 0),
        other_signals_of_company=others.get(ObjectKind.COMPANY, 0),
        other_signals_with_phone=others.get(ObjectKind.PHONE, 0),
        other_signals_with_plate=others.get(ObjectKind.PLATE, 0),
        links=tuple(
            LinkBody(kind=one.kind, known_by=one.known_by, count=one.others, elsewhere=one.elsewhere)
            for one in signal.shared.links
        ),
    )


@router.post(
    "/signalen/{id}/beoordelingen",
    status_code=HTTPStatus.CREATED,
    response_model=AssessedBody,
    operation_id="beoordeelSignaal",
)
async def assess(signal_id: SignalId, body: AssessmentBody, caller: Analysts, once: OnlyOnce) -> Response:
    """Beoordeel het signaal na verrijking.

    Versterkt: door naar de aandachtfunctionaris. Niet versterkt: einde, met bewaartermijn. Of: meer informatie nodig.
    """

    async def conclude(connection: Connection) -> Done:
        signal = await found_signal(connection, signal_id)
        now = datetime.now(UTC)
        conclusion, note, today = body.conclusion, body.note, day_of(now)
        settings = await settings_store.read(connection)
        try:
            assessed = domain.assess(
                signal.standing, signal.content, signal.findings, conclusion, note, today, settings
            )
        except domain.NotAssessableError:
            detail = f"Dit signaal is niet te beoordelen: het is {signal.state}."
            raise ProblemError(HTTPStatus.CONFLICT, detail) from None
        by = caller.acting(now)
        act = SignalAssessed(**by, signal_id=signal_id, conclusion=conclusion, destroy_after=assessed.destroy_after)
        await acts.assess(connection, act, note)
        trace = telemetry.continued("assessment", signal.traceparent)
        event = new_event("enrichment", type_of(type(assessed.data)), str(signal_id), assessed.data, trace)
        answer = AssessedBody(id=signal_id, state=assessed.state, destroy_after=assessed.destroy_after)
        return Done(answer, act, [Outgoing("signal.enriched", event)])

    return await once.run(caller, conclude)


@router.post(
    "/signalen/{id}/beoordelingen/ongedaan",
    status_code=HTTPStatus.CREATED,
    response_model=AssessedBody,
    operation_id="maakBeoordelingOngedaan",
)
async def undo(signal_id: SignalId, body: UndoBody, caller: Analysts, once: OnlyOnce) -> Response:
    """Maak ongedaan dat een signaal per ongeluk als niet versterkt is afgesloten: het ligt weer op de werkvoorraad."""

    async def put_right(connection: Connection) -> Done:
        signal = await found_signal(connection, signal_id)
        now = datetime.now(UTC)
        settings = await settings_store.read(connection)
        try:
            data = domain.undo(signal.standing, signal.content.municipality, day_of(now), settings)
        except domain.NotUndoableError:
            days = settings.working_days(domain.UNDO.name, signal.standing.since)
            detail = (
                f"Dit signaal is {signal.state} sinds {signal.standing.since:%d-%m-%Y}. Ongedaan maken kan als het"
                f" {State.NOT_STRENGTHENED} is, tot {days} werkdagen daarna."
            )
            raise ProblemError(HTTPStatus.CONFLICT, detail) from None
        act = AssessmentUndone(**caller.acting(now), signal_id=signal_id)
        await acts.undo(connection, act, body.reason)
        trace = telemetry.continued("assessment", signal.traceparent)
        event = new_event("enrichment", type_of(type(data)), str(signal_id), data, trace)
        return Done(AssessedBody(id=signal_id, state=State.TO_ASSESS), act, [Outgoing("signal.enriched", event)])

    return await once.run(caller, put_right)
