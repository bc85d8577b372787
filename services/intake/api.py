"""Reporting a signal or acute danger, and seeing where a signal stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, Field
from uuid_utils.compat import uuid7

from schemas.catalogue import type_of
from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel, ReporterStatus, UserRole
from schemas.codes.municipality import Municipality
from schemas.envelope import ContractError, Event, Violation, encode, new_event
from schemas.events.case import Meldcode, Plate
from schemas.events.signal import (
    SignalContent,
    SignalPersonal,
    SignalReceived,
    SignalReceivedDirectly,
    SignalSupplemented,
    SupplementPersonal,
)
from schemas.indicators import Indicator, known_indicators, list_on
from schemas.text import Text
from services.casework.bodies import CompanyBody, LocationBody, MeldcodeBody, PastDay, PersonBody, ReporterBody
from services.casework.notice import NoticeBody, shown
from services.casework.terms.domain import day_of
from services.intake import alert, domain, store
from services.runtime.base import telemetry
from services.runtime.base.database import Connection, Pool
from services.runtime.http import problem
from services.runtime.http.auth import Caller, allowed
from services.runtime.http.dutch import DUTCH
from services.runtime.http.once import Once
from services.runtime.http.problem import ProblemError
from services.runtime.messaging.outbox import Outgoing

# Room for the analyst's and the reporter's additions before the 64 KB of an event is reached.
MAX_SIGNAL_BYTES = 40_000

Reporters = Annotated[Caller, Depends(allowed(UserRole.PROFESSIONAL, UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS))]
SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]
AlertId = Annotated[UUID, Path(alias="id", description="Id van het alarm.")]


def _is_listed(code: str) -> str:
    if code not in known_indicators():
        raise ValueError("staat op geen lijst van indicatoren")
    return code


KnownIndicator = Annotated[Indicator, AfterValidator(_is_listed)]


class SignalBody(BaseModel):
    """Een signaal van mensenhandel, gemeld door een professional."""

    model_config = DUTCH

    channel: Channel
    municipality: Municipality
    forms: tuple[Form, ...] = Field(min_length=1, max_length=7)
    description: Text
    reporter: ReporterBody
    victim_recognisable: Annotated[bool, Field(strict=True)]
    acute: Annotated[bool, Field(strict=True)] = False
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

    def content(self, received_at: datetime) -> SignalContent:
        return SignalContent(
            municipality=self.municipality,
            forms=tuple(dict.fromkeys(self.forms)),
            channel=self.channel,
            received_at=received_at,
            observed_on=self.observed_on,
            victim_recognisable=self.victim_recognisable,
            alert_raised=self.acute,
            personal=SignalPersonal(
                description=self.description,
                reporter=self.reporter,
                people=self.people,
                location=self.location,
                company=self.company,
                plates=self.plates,
                indicators=tuple(dict.fromkeys(self.indicators)),
                care_needs=self.care_needs,
                meldcode=self.meldcode,
            ),
        )


class Receipt(BaseModel):
    """Ontvangstbewijs: bewaar het id, daarmee is de status te volgen."""

    model_config = DUTCH

    id: UUID
    status: ReporterStatus
    received_at: datetime
    municipality: Municipality
    what_next: str
    missing_steps: tuple[int, ...] | None = None
    alert: UUID | None = None


class StatusBody(BaseModel):
    model_config = DUTCH

    id: UUID
    status: ReporterStatus
    received_at: datetime


class SupplementBody(BaseModel):
    model_config = DUTCH

    supplement: Text


class AlertBody(BaseModel):
    """Acute nood. Bel altijd ook zelf 112."""

    model_config = DUTCH

    situation: Text
    municipality: Municipality | None = None
    location: LocationBody | None = None
    signal_id: UUID | None = None


class AlertCorrectionBody(BaseModel):
    """Hoe het wel is: dit komt geheel in de plaats van wat er stond. Bel altijd ook zelf 112."""

    model_config = DUTCH

    situation: Text
    municipality: Municipality | None = None
    location: LocationBody | None = None


class AlertWithdrawalBody(BaseModel):
    """Er hoeft niemand te gaan. Bel altijd ook zelf 112."""

    model_config = DUTCH


class AlertStatus(BaseModel):
    model_config = DUTCH

    id: UUID
    raised_at: datetime
    acknowledged_at: datetime | None = None
    withdrawn_at: datetime | None = None
    notices: tuple[NoticeBody, ...] = Field(
        default=(), description="Correcties en intrekkingen, en of de politie ze heeft bevestigd."
    )


class RouteBody(BaseModel):
    model_config = DUTCH

    name: str
    url: str


class RoutesBody(BaseModel):
    model_config = DUTCH

    routes: tuple[RouteBody, ...]


ROUTES = RoutesBody(
    routes=(
        RouteBody(name="Politie (spoed: 112, geen spoed: 0900-8844)", url="https://www.politie.nl"),
        RouteBody(name="Meld Misdaad Anoniem (0800-7000)", url="https://www.meldmisdaadanoniem.nl"),
        RouteBody(name="Nederlandse Arbeidsinspectie", url="https://www.nlarbeidsinspectie.nl"),
        RouteBody(name="CoMensha", url="https://www.comensha.nl"),
    )
)

WHAT_NEXT = {
    domain.Route.MELDPUNT: "De analist van het Meldpunt Ondermijning verrijkt het signaal.",
    domain.Route.DIRECT: "De aandachtfunctionaris mensenhandel beoordeelt het signaal.",
    domain.Route.VEILIG_THUIS: "De melding wordt doorgezet naar Veilig Thuis.",
    domain.Route.MELDCODE_STEPS_FIRST: "Doorloop eerst de vijf stappen van de meldcode en voeg ze toe.",
}


class AcuteRoute(APIRoute):
    """Acute danger is passed on even from a report that is refused for something else in it."""

    def get_route_handler(self) -> Any:
        judge = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await judge(request)
            except RequestValidationError as error:
                body: object = error.body
                danger = alert.danger_in(cast("dict[str, Any]", body)) if isinstance(body, dict) else None
                if danger is None:
                    raise
                raised = await _raise(request, _who(request), danger)
                return problem.invalid_request(error, {"alarm": str(raised.alert_id)})

        return handler


def _who(request: Request) -> Caller:
    """The caller, already let through: roles are judged before the body is."""
    token = request.headers["authorization"].split(" ", 1)[1]
    return request.app.state.tokens.caller(token)


async def _raise(request: Request, caller: Caller, danger: alert.Danger) -> store.Alert:
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        return await alert.raise_alert(connection, caller, danger, request.headers.get("idempotency-key"))


router = APIRouter()
signals = APIRouter(route_class=AcuteRoute)


@signals.post("/signalen", status_code=HTTPStatus.CREATED, response_model=Receipt, operation_id="meldSignaal")
async def report(body: SignalBody, caller: Reporters, once: Annotated[Once, Depends()], request: Request) -> Response:
    """Meld een signaal. Bij acute nood gaat er direct een alarm naar de politie; bel ook zelf 112."""
    raised: UUID | None = None
    if body.acute:
        danger = alert.Danger(body.municipality, body.description, body.location)
        raised = (await _raise(request, caller, danger)).alert_id

    async def act(connection: Connection) -> tuple[Receipt, list[Outgoing]]:
        _check(body.meldcode, "meldcode.")
        content = body.content(datetime.now(UTC))
        received = domain.receive(content)
        signal_id = uuid7()
        waiting = content if received.data is None else None
        await store.add_signal(
            connection,
            store.Signal(
                signal_id, caller.subject, content.municipality, received.status, content.received_at, waiting
            ),
        )
        if raised:
            await store.link_alert(connection, raised, signal_id)
        return _receipt(signal_id, received, content, raised), _sent_on(signal_id, received, content)

    try:
        return await once.run(caller, act)
    except ProblemError as error:
        # The alert went out all the same, and its reporter must know.
        alert_sent = {"alarm": str(raised)} if raised else None
        raise ProblemError(error.status, error.detail, error.errors, alert_sent) from None


def _check(meldcode: Meldcode | None, field: str) -> None:
    """Raises ProblemError (400) with every rule the steps break."""
    if violations := domain.meldcode_rules(meldcode, day_of(datetime.now(UTC))):
        detail = f"De stappen van de meldcode voldoen op {len(violations)} punt(en) niet aan de regels."
        broken = [Violation(field + v.field, v.rule) for v in violations]
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail, broken)


def _receipt(signal_id: UUID, received: domain.Received, content: SignalContent, raised: UUID | None = None) -> Receipt:
    missing = received.route is domain.Route.MELDCODE_STEPS_FIRST
    return Receipt(
        id=signal_id,
        status=received.status,
        received_at=content.received_at,
        municipality=content.municipality,
        what_next=WHAT_NEXT[received.route],
        missing_steps=domain.missing_steps(content.personal.meldcode) if missing else None,
        alert=raised,
    )


def _sent_on(signal_id: UUID, received: domain.Received, content: SignalContent) -> list[Outgoing]:
    """Raises ProblemError (400) when it is too large, also while it waits: what is taken in can go on later."""
    data: SignalReceived | SignalReceivedDirectly = received.data or SignalReceived(**dict(content))
    topic = "signal.received" if isinstance(data, SignalReceived) else "signal.direct"
    event = new_event("intake", type_of(type(data)), str(signal_id), data, telemetry.current())
    if not _fits(event):
        detail = f"Het signaal is te groot: samen mogen de velden {MAX_SIGNAL_BYTES} bytes beslaan."
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail, [Violation("", f"groter dan {MAX_SIGNAL_BYTES} bytes")])
    return [Outgoing(topic, event)] if received.data else []


def _fits(event: Event[SignalContent]) -> bool:
    try:
        return len(encode(event)) <= MAX_SIGNAL_BYTES
    except ContractError:
        return False


async def _own(connection: Connection, caller: Caller, signal_id: UUID) -> store.Signal:
    """A signal this caller may follow: the reporter its own, the desk all. Raises ProblemError (404)."""
    signal = await store.find_signal(connection, signal_id)
    desk = caller.roles & {UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS}
    if signal is None or not (desk or signal.reported_by == caller.subject):
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal is er niet, of het is niet door u gemeld.")
    return signal


@router.get("/signalen/{id}", response_model=StatusBody, operation_id="toonStatus")
async def show_status(signal_id: SignalId, caller: Reporters, request: Request) -> StatusBody:
    """Waar het signaal staat; nooit wat erin staat."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        signal = await _own(connection, caller, signal_id)
    return StatusBody(id=signal.signal_id, status=signal.status, received_at=signal.received_at)


@router.post(
    "/signalen/{id}/aanvullingen",
    status_code=HTTPStatus.CREATED,
    response_model=StatusBody,
    operation_id="vulSignaalAan",
)
async def supplement(
    signal_id: SignalId, body: SupplementBody, caller: Reporters, once: Annotated[Once, Depends()]
) -> Response:
    """Geef de informatie waar de analist om vroeg."""

    async def act(connection: Connection) -> tuple[StatusBody, list[Outgoing]]:
        signal = await _own(connection, caller, signal_id)
        if signal.status is not ReporterStatus.INFORMATION_ASKED:
            detail = "Er is niet om meer informatie gevraagd; meld nieuwe informatie als nieuw signaal."
            raise ProblemError(HTTPStatus.CONFLICT, detail)
        await store.set_status(connection, {signal_id: ReporterStatus.RECEIVED})
        data = SignalSupplemented(supplement_id=uuid7(), personal=SupplementPersonal(supplement=body.supplement))
        event = new_event("intake", type_of(SignalSupplemented), str(signal_id), data, telemetry.current())
        answer = StatusBody(id=signal_id, status=ReporterStatus.RECEIVED, received_at=signal.received_at)
        return answer, [Outgoing("signal.received", event)]

    return await once.run(caller, act)


@router.post(
    "/signalen/{id}/meldcode-stappen",
    status_code=HTTPStatus.CREATED,
    response_model=Receipt,
    operation_id="voegMeldcodeStappenToe",
)
async def add_meldcode_steps(
    signal_id: SignalId, body: MeldcodeBody, caller: Reporters, once: Annotated[Once, Depends()]
) -> Response:
    """Voeg stappen van de meldcode toe; zijn ze alle vijf gezet, dan gaat het signaal verder."""

    async def act(connection: Connection) -> tuple[Receipt, list[Outgoing]]:
        signal = await _own(connection, caller, signal_id)
        content = signal.waiting_content
        if content is None:
            raise ProblemError(HTTPStatus.CONFLICT, "Dit signaal wacht niet op stappen van de meldcode.")
        earlier = content.personal.meldcode.steps if content.personal.meldcode else ()
        _check(body, "")
        steps = {step.step: step for step in (*earlier, *body.steps)}
        whole = Meldcode(
            steps=tuple(steps[number] for number in sorted(steps)),
            report_to_veilig_thuis=body.report_to_veilig_thuis,
        )
        _check(whole, "")
        personal = content.personal.model_copy(update={"meldcode": whole})
        content = content.model_copy(update={"personal": personal})
        received = domain.receive(content)
        if received.data is None:
            await store.keep_waiting(connection, signal_id, content)
        else:
            await store.set_status(connection, {signal_id: received.status})
        return _receipt(signal_id, received, content), _sent_on(signal_id, received, content)

    return await once.run(caller, act)


@router.post("/alarmen", status_code=HTTPStatus.CREATED, response_model=AlertStatus, operation_id="geefAlarm")
async def raise_alert(body: AlertBody, caller: Reporters, once: Annotated[Once, Depends()]) -> Response:
    """Acute nood, ook bij een signaal dat al loopt: direct naar de politie. Bel ook zelf 112."""

    async def act(connection: Connection) -> tuple[AlertStatus, list[Outgoing]]:
        danger = alert.Danger(body.municipality, body.situation, body.location, body.signal_id)
        raised = await alert.raise_alert(connection, caller, danger, once.key)
        return AlertStatus(id=raised.alert_id, raised_at=raised.raised_at), []

    return await once.run(caller, act)


@router.get("/alarmen/{id}", response_model=AlertStatus, operation_id="toonAlarm")
async def show_alert(alert_id: AlertId, caller: Reporters, request: Request) -> AlertStatus:
    """Of de politie het alarm heeft ontvangen, en bevestigde wat er later over gezegd is."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        return await _status(connection, await _own_alert(connection, caller, alert_id))


async def _own_alert(connection: Connection, caller: Caller, alert_id: UUID) -> store.Alert:
    """An alert this caller may follow: who raised it its own, the desk all. Raises ProblemError (404)."""
    found = await store.find_alert(connection, alert_id)
    desk = caller.roles & {UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS}
    if found is None or not (desk or found.raised_by == caller.subject):
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit alarm is er niet, of het is niet door u gegeven.")
    return found


async def _status(connection: Connection, found: store.Alert) -> AlertStatus:
    today = day_of(datetime.now(UTC))
    sent = await store.notices(connection, found.alert_id)
    return AlertStatus(
        id=found.alert_id,
        raised_at=found.raised_at,
        acknowledged_at=found.acknowledged_at,
        withdrawn_at=found.withdrawn_at,
        notices=tuple(NoticeBody.model_validate(shown(notice, today)) for notice in sent),
    )


@router.post(
    "/alarmen/{id}/correcties",
    status_code=HTTPStatus.CREATED,
    response_model=AlertStatus,
    operation_id="corrigeerAlarm",
)
async def correct_alert(
    alert_id: AlertId, body: AlertCorrectionBody, caller: Reporters, once: Annotated[Once, Depends()]
) -> Response:
    """Zeg de politie direct hoe het wel is: een ander adres, een andere situatie. Bel ook zelf 112."""

    async def follow(connection: Connection, found: store.Alert) -> Outgoing:
        danger = alert.Danger(body.municipality, body.situation, body.location)
        return await alert.correct(connection, found, danger)

    return await _afterwards(alert_id, caller, once, follow)


@router.post(
    "/alarmen/{id}/intrekkingen",
    status_code=HTTPStatus.CREATED,
    response_model=AlertStatus,
    operation_id="trekAlarmIn",
)
async def withdraw_alert(
    alert_id: AlertId, _: AlertWithdrawalBody, caller: Reporters, once: Annotated[Once, Depends()]
) -> Response:
    """Zeg de politie direct dat er niemand hoeft te gaan. Bel ook zelf 112."""
    return await _afterwards(alert_id, caller, once, alert.withdraw)


async def _afterwards(
    alert_id: UUID,
    caller: Caller,
    once: Once,
    follow: Callable[[Connection, store.Alert], Awaitable[Outgoing]],
) -> Response:
    """Raises ProblemError: 404 unknown to this caller, 409 withdrawn before."""

    async def act(connection: Connection) -> tuple[AlertStatus, list[Outgoing]]:
        found = await _own_alert(connection, caller, alert_id)
        try:
            told = await follow(connection, found)
        except alert.WithdrawnError:
            raise ProblemError(HTTPStatus.CONFLICT, "Dit alarm is al ingetrokken.") from None
        found = await _own_alert(connection, caller, alert_id)
        return await _status(connection, found), [told]

    return await once.run(caller, act)


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


@signals.get("/indicatoren", response_model=IndicatorsBody, operation_id="toonIndicatoren")
async def show_indicators(_: Reporters) -> IndicatorsBody:
    """Waaruit een melder kan kiezen wat er gezien is, met bron en stap van het barrièremodel."""
    today = list_on(day_of(datetime.now(UTC)))
    items = tuple(
        IndicatorBody(code=code, words=one.words, forms=one.forms, step=one.step, source=today.sources[one.source])
        for code, one in today.indicators.items()
    )
    return IndicatorsBody(version=today.version, valid_from=today.valid_from, count=len(items), items=items)


@router.get("/meldroutes", response_model=RoutesBody, operation_id="toonMeldroutes")
async def show_routes() -> JSONResponse:
    """Waar inwoners en ondernemers terechtkunnen (plan 2.2, Melding)."""
    return JSONResponse(ROUTES.model_dump(by_alias=True))


router.include_router(signals)
