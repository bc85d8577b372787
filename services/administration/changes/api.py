"""A change: proposed by one administrator, confirmed by another, and then told to every service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field, StringConstraints

from schemas.catalogue import type_of
from schemas.codes.flow import UserRole
from schemas.codes.setting import ChangeReason, ChangeRefusalReason, SettingKind
from schemas.envelope import Event, Violation, new_event
from schemas.events.acts.administration import ChangeConfirmed, ChangeProposed, ChangeRejected
from schemas.events.setting import SettingChanged
from schemas.settings import Value, is_settable, municipality_of
from services.administration.bodies import Day, ShownValue, ValueBody
from services.administration.changes import acts, domain, store
from services.administration.changes.domain import Change
from services.administration.settings import Administrators, what
from services.administration.words import DUTCH
from services.casework.reasons import ReasonBody
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.runtime.base import telemetry
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.base.mandates import CHAIN
from services.runtime.http import seen
from services.runtime.http.auth import allowed
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pages import Moment, Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.refusals import RefusedError
from services.runtime.http.request_model import RequestModel
from services.runtime.http.step_up import RESPONSES
from services.runtime.messaging.outbox import Outgoing

ChangeId = Annotated[UUID, Path(alias="id", description="Id van het voorstel.")]


class ProposalBody(ReasonBody[ChangeReason]):
    """Een andere waarde, vanaf een dag. Er verandert niets tot een ander haar bevestigt."""

    model_config = DUTCH

    kind: SettingKind
    setting: Annotated[str, StringConstraints(max_length=121)]
    effective_on: Day = Field(description="Op zijn vroegst morgen.")
    value: ValueBody


class ConfirmationBody(RequestModel):
    model_config = DUTCH


class RefusalBody(ReasonBody[ChangeRefusalReason]):
    """Waarom het niet doorgaat."""

    model_config = DUTCH


class ChangeBody(BaseModel):
    """Een voorgestelde waarde, en die nu op die dag zou gelden."""

    model_config = DUTCH

    id: UUID
    kind: SettingKind
    setting: str
    what: str
    effective_on: date
    value: ShownValue
    standing: ShownValue
    proposed_by: str
    proposed_at: datetime
    own: bool = Field(description="Of u het zelf voorstelde: dan bevestigt een ander het.")


class ChangeList(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[ChangeBody, ...]
    next: Next


class SettledBody(BaseModel):
    model_config = DUTCH

    id: UUID


router = APIRouter()
_ORDER = Order(tuple[Moment, UUID])


def _reaches(caller: Caller, kind: SettingKind, name: str) -> bool:
    """Who is who in a municipality is its own administrators' to say; all else is of the chain as a whole, and of those
    whose mandate is for no municipality in particular.
    """
    return (municipality_of(kind, name) or CHAIN) in caller.scope.tenants


async def _body(connection: Connection, caller: Caller, change: Change) -> ChangeBody:
    settings = await settings_store.read(connection)
    return ChangeBody(
        id=change.change_id,
        kind=change.kind,
        setting=change.name,
        what=what(change.kind, change.name),
        effective_on=change.effective_on,
        value=ShownValue.of(change.value),
        standing=ShownValue.of(settings.on(change.kind, change.name, change.effective_on).value),
        proposed_by=change.proposed_by,
        proposed_at=change.proposed_at,
        own=change.proposed_by == caller.subject,
    )


async def _found(connection: Connection, caller: Caller, change_id: UUID) -> Change:
    """Raises ProblemError (404), and RefusedError for what is another municipality's, which answers the same."""
    change = await store.find(connection, change_id)
    absent = "Er ligt geen voorstel met dit id dat op een tweede persoon wacht."
    if change is not None and _reaches(caller, change.kind, change.name):
        return change
    somebodys = await store.is_waiting(connection, change_id)
    raise (RefusedError if somebodys else ProblemError)(HTTPStatus.NOT_FOUND, absent)


async def _reaching(change_id: ChangeId, database: Database, caller: Administrators) -> Caller:
    """Whose it is, is judged before anything else of a request."""
    async with database.of(caller) as connection:
        await _found(connection, caller, change_id)
    return caller


async def _stepped_up(
    change_id: ChangeId,
    database: Database,
    caller: Annotated[Caller, Depends(allowed(UserRole.ADMINISTRATOR, stepped_up=True))],
) -> Caller:
    """The same, of who showed a second factor just now."""
    return await _reaching(change_id, database, caller)


OfTheirOwn = Annotated[Caller, Depends(_reaching)]
SteppedUp = Annotated[Caller, Depends(_stepped_up)]


async def show(connection: Connection, caller: Caller, change_id: UUID) -> ChangeBody:
    """One that waits, locked until the end of the transaction. Raises ProblemError (404)."""
    return await _body(connection, caller, await _found(connection, caller, change_id))


@router.get("/voorstellen", response_model=ChangeList, operation_id="toonInstelvoorstellen")
async def show_waiting(caller: Administrators, database: Database, asked: Paging) -> ChangeList:
    """Wat op een tweede beheerder wacht, het langste vooraan."""
    async with database.of(caller) as connection:
        waiting = [one for one in await store.waiting(connection) if _reaches(caller, one.kind, one.name)]
        shown, following = _ORDER.page(asked, waiting, lambda one: (one.proposed_at, one.change_id))
        items = [await _body(connection, caller, one) for one in shown]
    return ChangeList(count=len(waiting), items=tuple(items), next=following)


@router.get("/voorstellen/{id}", response_model=ChangeBody, operation_id="toonInstelvoorstel")
async def show_change(change_id: ChangeId, caller: OfTheirOwn, response: Response, database: Database) -> ChangeBody:
    """Een voorstel, met wat nu op die dag zou gelden."""
    async with database.of(caller) as connection:
        body = await show(connection, caller, change_id)
    seen.mark(response, body)
    return body


@router.post(
    "/voorstellen", status_code=HTTPStatus.CREATED, response_model=ChangeBody, operation_id="stelInstellingVoor"
)
async def propose(body: ProposalBody, caller: Administrators, once: OnlyOnce) -> Response:
    """Stel een andere waarde voor, vanaf een dag; een andere beheerder bevestigt haar."""

    async def add(connection: Connection) -> Done:
        now = datetime.now(UTC)
        value, officials = domain.parts(_judged(body, caller, day_of(now)))
        settings = await settings_store.read(connection)
        act = ChangeProposed(
            **caller.acting(now),
            change_id=uuid4(),
            kind=body.kind,
            setting=body.setting,
            effective_on=body.effective_on,
            value=value,
            reason=body.reason,
            instead_of=settings.on(body.kind, body.setting, body.effective_on).change_id,
        )
        await acts.propose(connection, act, officials, body.explanation)
        return Done(await show(connection, caller, act.change_id), act)

    return await once.run(caller, add)


def _judged(body: ProposalBody, caller: Caller, today: date) -> Value:
    """Raises ProblemError: 400 for what can't be set, RefusedError: 403 for another municipality's people."""
    if is_settable(body.kind, body.setting) and not _reaches(caller, body.kind, body.setting):
        detail = "Uw mandaat als beheerder is niet voor deze gemeente, of niet voor wat de hele keten aangaat."
        raise RefusedError(HTTPStatus.FORBIDDEN, detail)
    value = body.value.value()
    if value is None:
        violations = [Violation("waarde", 'noem precies wat bij de soort hoort, bijvoorbeeld {"werkdagen": 3}')]
    else:
        violations = domain.rules(body.kind, body.setting, body.effective_on, value, today)
    if violations or value is None:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan het niet worden ingesteld.", violations)
    return value


@router.post(
    "/voorstellen/{id}/bevestigingen",
    status_code=HTTPStatus.CREATED,
    response_model=ChangeBody,
    operation_id="bevestigInstelling",
    responses=RESPONSES,
)
async def confirm(change_id: ChangeId, _: ConfirmationBody, caller: SteppedUp, once: OnlyOnce) -> Response:
    """Bevestig als andere beheerder wat is voorgesteld: het geldt vanaf de ingangsdatum."""

    async def agree(connection: Connection) -> Done:
        now = datetime.now(UTC)
        change = await _found(connection, caller, change_id)
        answer = await _body(connection, caller, change)
        standing = (await settings_store.read(connection)).on(change.kind, change.name, change.effective_on).change_id
        try:
            violations = domain.confirm(change, caller.subject, standing, day_of(now))
        except domain.SamePersonError:
            raise RefusedError(HTTPStatus.FORBIDDEN, "Wie iets voorstelt bevestigt het niet zelf.") from None
        except domain.StaleError as error:
            raise ProblemError(HTTPStatus.CONFLICT, str(error)) from None
        if violations:
            raise ProblemError(HTTPStatus.CONFLICT, "Zo kan het niet meer worden ingesteld.", violations)
        act = ChangeConfirmed(**caller.acting(now), change_id=change_id, proposed_by=change.proposed_by)
        event = _event(change)
        await acts.confirm(connection, act)
        await settings_store.change(connection, event)
        return Done(answer, act, [Outgoing("setting.changed", event)])

    return await once.run(caller, agree)


def _event(change: Change) -> Event[SettingChanged]:
    value, personal = domain.parts(change.value)
    data = SettingChanged(
        change_id=change.change_id,
        kind=change.kind,
        setting=change.name,
        effective_on=change.effective_on,
        value=value,
        personal=personal,
    )
    return new_event("administration", type_of(SettingChanged), str(change.change_id), data, telemetry.current())


@router.post(
    "/voorstellen/{id}/afwijzingen",
    status_code=HTTPStatus.CREATED,
    response_model=SettledBody,
    operation_id="wijsInstellingAf",
)
async def reject(change_id: ChangeId, body: RefusalBody, caller: OfTheirOwn, once: OnlyOnce) -> Response:
    """Wijs een voorstel af, of trek uw eigen voorstel in: alles blijft zoals het is."""

    async def disagree(connection: Connection) -> Done:
        await _found(connection, caller, change_id)
        act = ChangeRejected(**caller.acting(datetime.now(UTC)), change_id=change_id, reason=body.reason)
        await acts.reject(connection, act)
        return Done(SettledBody(id=change_id), act)

    return await once.run(caller, disagree)
