"""Reporting a signal, and seeing where it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel, Field
from uuid_utils.compat import uuid7

from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel, ReporterStatus
from schemas.codes.municipality import Municipality
from schemas.codes.reason import TakeOverReason
from schemas.events.acts.intake import SignalReported, SignalTakenBack, SupplementGiven
from schemas.events.signal import (
    RetractionPersonal,
    SignalContent,
    SignalPersonal,
    SignalRetracted,
    SignalSupplemented,
    SupplementPersonal,
)
from schemas.indicators import Indicator, known_indicators, list_on
from schemas.text import Text
from services.casework.bodies import CompanyBody, DomesticCircle, LocationBody, MeldcodeBody, PersonBody, ReporterBody
from services.casework.days import PastDay
from services.casework.minority.domain import contradictions, settled
from services.casework.settings import store as settings_store
from services.casework.settings.domain import Settings
from services.casework.terms.domain import day_of
from services.casework.written import Plate
from services.intake.alerts.desk import own_alert
from services.intake.alerts.first import AcuteRoute, passed_on
from services.intake.known_as import on_trail
from services.intake.meldcode.desk import check, check_report
from services.intake.roles import Reporters
from services.intake.signals import acts, domain, store
from services.intake.signals.desk import Receipt, SignalId, at_desk, own_signal, receipt, sent_on, to_its_desk
from services.intake.words import DUTCH
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pages import Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.messaging import trail


def _is_listed(code: str) -> str:
    if code not in known_indicators():
        raise ValueError(
            "staat op geen lijst van indicatoren; kies een code uit /indicatoren, bijvoorbeeld valse-beloften"
        )
    return code


KnownIndicator = Annotated[Indicator, AfterValidator(_is_listed)]


class SignalBody(RequestModel):
    """Een signaal van mensenhandel, gemeld door een professional."""

    model_config = DUTCH

    channel: Channel
    municipality: Municipality
    forms: tuple[Form, ...] = Field(min_length=1, max_length=7)
    description: Text
    reporter: ReporterBody
    victim_recognisable: Annotated[bool, Field(strict=True)]
    acute: Annotated[bool, Field(strict=True)] = False
    alert: UUID | None = Field(default=None, description="Het alarm dat u hierover al gaf.")
    observed_on: PastDay | None = None
    people: tuple[PersonBody, ...] = Field(default=(), max_length=20)
    location: LocationBody | None = None
    company: CompanyBody | None = None
    plates: tuple[Plate, ...] = Field(default=(), max_length=10, description="Kentekens van gezien vervoer.")
    indicators: tuple[KnownIndicator, ...] = Field(
        default=(), max_length=20, description="Wat er gezien is, uit de lijst van /indicatoren."
    )
    care_needs: Text | None = None
    meldcode: MeldcodeBody | None = None
    domestic_circle: DomesticCircle = None

    def content(self, received_at: datetime) -> SignalContent:
        """What goes on, in the chain's words: forms and indicators once each, in the order they were given, and of each
        person whether it is a minor, as far as that follows from what was told.
        """
        return SignalContent(
            municipality=self.municipality,
            forms=tuple(dict.fromkeys(self.forms)),
            channel=self.channel,
            received_at=received_at,
            observed_on=self.observed_on,
            victim_recognisable=self.victim_recognisable,
            alert_raised=self.acute or self.alert is not None,
            domestic_circle=self.domestic_circle,
            personal=SignalPersonal(
                description=self.description,
                reporter=self.reporter,
                people=settled(self.people, day_of(received_at)),
                location=self.location,
                company=self.company,
                plates=self.plates,
                indicators=tuple(dict.fromkeys(self.indicators)),
                care_needs=self.care_needs,
                meldcode=self.meldcode,
            ),
        )


class TakenOver(BaseModel):
    """De toelichting is voor analist en aandachtfunctionaris."""

    model_config = DUTCH

    reason: TakeOverReason
    explanation: str | None = None


class StatusBody(BaseModel):
    model_config = DUTCH

    id: UUID
    status: ReporterStatus
    received_at: datetime
    due_on: date | None = Field(default=None, description="Tot wanneer op u gewacht wordt; leeg: u bent niet aan zet.")
    taken_over: TakenOver | None = Field(
        default=None, description="Waarom niet langer op de stappen van de meldcode gewacht werd."
    )


class SupplementBody(RequestModel):
    model_config = DUTCH

    supplement: Text


class RetractionBody(RequestModel):
    """Waarom u het signaal intrekt. Wie het signaal heeft, leest dit."""

    model_config = DUTCH

    reason: Text


class ReportRoute(AcuteRoute):
    model = SignalBody


reports, router = APIRouter(route_class=ReportRoute), APIRouter()
routers = (reports, router)


@reports.post("/signalen", status_code=HTTPStatus.CREATED, response_model=Receipt, operation_id="meldSignaal")
async def report(body: SignalBody, caller: Reporters, once: OnlyOnce, request: Request) -> Response:
    """Meld een signaal. Bij acute nood gaat er direct een alarm naar de politie; bel ook zelf 112."""
    passed = passed_on(request)

    async def take_in(connection: Connection) -> Done:
        content, received = judged(body)
        raised = passed.id if passed else await _given_before(connection, body)
        act = SignalReported(
            **on_trail(caller, caller.subject).acting(content.received_at),
            signal_id=uuid7(),
            alert_id=raised,
            municipality=content.municipality,
            status=received.status,
        )
        await acts.report(connection, act, caller.subject, content if received.data is None else None)
        outgoing = sent_on(act.signal_id, received, content)
        return Done(receipt(act.signal_id, received, content, raised), act, outgoing)

    return await once.run(caller, take_in)


def judged(body: SignalBody) -> tuple[SignalContent, domain.Received]:
    """What goes on and where to, as of now. Raises ProblemError (400) with every rule that is broken."""
    check(body.meldcode, "meldcode.")
    content = body.content(datetime.now(UTC))
    if violations := contradictions(body.people, day_of(content.received_at)):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Deze leeftijden spreken elkaar tegen.", violations)
    check_report(content, "meldcode.")
    return content, domain.receive(content)


async def _given_before(connection: Connection, body: SignalBody) -> UUID | None:
    """Raises ProblemError (404) for another's alert."""
    return (await own_alert(connection, body.alert)).alert_id if body.alert else None


class OwnSignal(StatusBody):
    model_config = DUTCH

    municipality: Municipality
    taken_back_at: datetime | None


class OwnSignals(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[OwnSignal, ...]
    next: Next


def _status(signal: store.Signal, settings: Settings, explanation: str | None = None) -> StatusBody:
    reason, norm = signal.taken_over_reason, domain.NORMS.get(signal.status)
    return StatusBody(
        id=signal.signal_id,
        status=signal.status,
        received_at=signal.received_at,
        due_on=norm.due(day_of(signal.status_since), settings) if norm else None,
        taken_over=TakenOver(reason=reason, explanation=explanation) if reason else None,
    )


def _own(signal: store.Signal, settings: Settings) -> OwnSignal:
    return OwnSignal(
        **_status(signal, settings).model_dump(), municipality=signal.municipality, taken_back_at=signal.taken_back_at
    )


@router.get("/signalen", response_model=OwnSignals, operation_id="toonEigenSignalen")
async def show_own(caller: Reporters, database: Database, asked: Paging) -> OwnSignals:
    """Wat u zelf meldde en waar het staat, het laatste eerst; nooit wat erin staat."""
    async with database.of(caller) as connection:
        found = await store.of_reporter(connection, caller.subject)
        settings = await settings_store.read(connection)
    shown, following = _LATEST.page(asked, found, lambda signal: (-signal.signal_id.int,))
    return OwnSignals(count=len(found), items=tuple(_own(one, settings) for one in shown), next=following)


_LATEST = Order(tuple[Annotated[int, Field(gt=-(2**128), lt=0)]])
"""By the id, which begins with the moment."""


@router.get("/signalen/{id}", response_model=StatusBody, operation_id="toonStatus")
async def show_status(signal_id: SignalId, caller: Reporters, request: Request, database: Database) -> StatusBody:
    """Waar het signaal staat; nooit wat erin staat."""
    async with database.of(caller) as connection:
        signal = await own_signal(connection, signal_id)
        explanation = signal.taken_over_explanation if at_desk(caller, signal) else None
        if explanation:
            await trail.read(connection, request, on_trail(caller, signal.reported_by), [signal_id])
        return _status(signal, await settings_store.read(connection), explanation)


@router.post(
    "/signalen/{id}/aanvullingen",
    status_code=HTTPStatus.CREATED,
    response_model=StatusBody,
    operation_id="vulSignaalAan",
)
async def supplement(signal_id: SignalId, body: SupplementBody, caller: Reporters, once: OnlyOnce) -> Response:
    """Geef de informatie waar de analist om vroeg, of vul uit uzelf aan: zij gaat naar wie het signaal nu heeft."""

    async def add(connection: Connection) -> Done:
        signal = await own_signal(connection, signal_id)
        if not domain.takes_additions(signal.status):
            detail = f"Dit signaal is {signal.status}: meld nieuwe informatie als nieuw signaal."
            raise ProblemError(HTTPStatus.CONFLICT, detail)
        unasked = signal.status is not ReporterStatus.INFORMATION_ASKED
        by = on_trail(caller, signal.reported_by).acting(datetime.now(UTC))
        act = SupplementGiven(**by, signal_id=signal_id, supplement_id=uuid7(), unasked=unasked)
        await acts.supplement(connection, act)
        personal = SupplementPersonal(supplement=body.supplement)
        data = SignalSupplemented(supplement_id=act.supplement_id, personal=personal)
        now = _status(await own_signal(connection, signal_id), await settings_store.read(connection))
        return Done(now, act, [to_its_desk(signal, data)])

    return await once.run(caller, add)


@router.post(
    "/signalen/{id}/intrekkingen",
    status_code=HTTPStatus.CREATED,
    response_model=OwnSignal,
    operation_id="trekSignaalIn",
)
async def take_back(signal_id: SignalId, body: RetractionBody, caller: Reporters, once: OnlyOnce) -> Response:
    """Trek uw signaal in. Is het al bij de aandachtfunctionaris, dan beslist die wat dat betekent."""

    async def tell(connection: Connection) -> Done:
        signal = await own_signal(connection, signal_id)
        if signal.status in domain.ENDED or signal.taken_back_at:
            detail = f"Dit signaal is al ingetrokken of {signal.status}."
            raise ProblemError(HTTPStatus.CONFLICT, detail)
        by = on_trail(caller, signal.reported_by).acting(datetime.now(UTC))
        status = domain.taken_back(signal.status)
        act = SignalTakenBack(**by, signal_id=signal_id, retraction_id=uuid7(), status=status)
        await acts.take_back(connection, act)
        personal = RetractionPersonal(reason=body.reason)
        data = SignalRetracted(retraction_id=act.retraction_id, municipality=signal.municipality, personal=personal)
        outgoing = [] if status in domain.ENDED else [to_its_desk(signal, data)]
        now = _own(await own_signal(connection, signal_id), await settings_store.read(connection))
        return Done(now, act, outgoing)

    return await once.run(caller, tell)


class IndicatorBody(BaseModel):
    model_config = DUTCH

    code: str
    words: str
    forms: tuple[Form, ...]
    step: str = Field(description="Stap van het barrièremodel.")
    source: str


class IndicatorsBody(BaseModel):
    """De lijst van vandaag. Indicatoren zijn geen bewijs, en wie er geen ziet heeft niet niets gezien."""

    model_config = DUTCH

    version: str
    valid_from: date
    count: int
    items: tuple[IndicatorBody, ...]


@router.get("/indicatoren", response_model=IndicatorsBody, operation_id="toonIndicatoren")
async def show_indicators(_: Reporters) -> IndicatorsBody:
    """Waaruit een melder kan kiezen wat er gezien is, met bron en stap van het barrièremodel."""
    today = list_on(day_of(datetime.now(UTC)))
    items = tuple(
        IndicatorBody(code=code, words=one.words, forms=one.forms, step=one.step, source=today.sources[one.source])
        for code, one in today.indicators.items()
    )
    return IndicatorsBody(version=today.version, valid_from=today.valid_from, count=len(items), items=items)
