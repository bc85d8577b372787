"""Where referrals stand, and what the aandachtfunctionaris does about them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.catalogue import type_of
from schemas.codes.flow import UserRole
from schemas.disclosures.afterwards import InformationPersonal, ReferralInformationGiven
from schemas.envelope import new_event
from schemas.events.acts.referral import QuestionAnswered, ReferralTakenBack
from schemas.registry import partners
from schemas.text import Text
from services.casework import notice
from services.casework.notice import Notice, NoticeBody, shown
from services.casework.terms.domain import day_of
from services.referral import acts, domain, store
from services.referral.domain import State
from services.referral.handlers import moved, revocation
from services.referral.words import DUTCH
from services.runtime.base import telemetry
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http.auth import allowed
from services.runtime.http.once import Done, Once
from services.runtime.http.pages import Moment, Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.messaging import trail
from services.runtime.messaging.outbox import Outgoing

Deciders = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS))]
Reference = Annotated[UUID, Path(alias="kenmerk")]


class StepBody(BaseModel):
    model_config = DUTCH

    state: State
    at: datetime
    reason: str | None = None
    explanation: str | None = None
    taken_by: str | None = Field(default=None, description="Leeg: de partner heeft het gemeld.")


class ReferralBody(BaseModel):
    """Een verwijzing en waar zij staat."""

    model_config = DUTCH

    reference: UUID
    signal_id: UUID
    partner: str
    director: bool
    basis: str
    municipality: str
    state: State
    sent_at: datetime
    state_since: datetime
    owner: domain.Owner | None = Field(description="Wie aan zet is; leeg als de verwijzing ten einde is.")
    due_on: date | None = Field(description="Normtermijn van deze status, in werkdagen.")
    overdue: bool
    escalated_at: datetime | None = Field(description="Wanneer vastgelegd is dat de normtermijn verstreek.")
    unconfirmed: int = Field(description="Wat de partner nog te bevestigen heeft.")


class ReferralWithSteps(ReferralBody):
    model_config = DUTCH

    steps: tuple[StepBody, ...]
    notices: tuple[NoticeBody, ...]


class AnswerBody(RequestModel):
    """Het antwoord op een vraag van de partner."""

    model_config = DUTCH

    answer: Text


class RevocationBody(RequestModel):
    """Waarom de verwijzing wordt ingetrokken; de partner leest dit niet."""

    model_config = DUTCH

    reason: Text


class ReferralList(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[ReferralBody, ...]
    next: Next


router = APIRouter()
_NEWEST_FIRST = Order(tuple[Moment, UUID])


def _fields(referral: store.Referral, sent: list[Notice], today: date) -> dict[str, object]:
    norm = domain.NORMS.get(referral.state)
    due_on = domain.due(referral.state, day_of(referral.state_since))
    return {
        **{name: getattr(referral, name) for name in ReferralBody.model_fields if hasattr(referral, name)},
        "owner": norm.owner if norm else None,
        "due_on": due_on,
        "overdue": due_on is not None and today > due_on,
        "unconfirmed": sum(one.confirmed_at is None and one.reference == referral.reference for one in sent),
    }


def _today() -> date:
    return day_of(datetime.now(UTC))


@router.get("/verwijzingen", response_model=ReferralList, operation_id="toonVerwijzingen")
async def show_referrals(
    _: Deciders,
    pool: Database,
    asked: Paging,
    signal_id: Annotated[UUID | None, Query(alias="signaalId")] = None,
    state: Annotated[State | None, Query(alias="status")] = None,
) -> ReferralList:
    """Verwijzingen, nieuwste eerst; per signaal of per status."""
    async with pool.acquire() as connection:
        which = store.Which(signal_id, state)
        found = await store.referrals(connection, which, _NEWEST_FIRST.start(asked), asked.limit + 1)
        shown, following = _NEWEST_FIRST.cut(asked, found, lambda referral: (referral.sent_at, referral.reference))
        sent = await notice.about(connection, [referral.reference for referral in shown])
        count = await store.count(connection, which)
    items = tuple(ReferralBody.model_validate(_fields(referral, sent, _today())) for referral in shown)
    return ReferralList(count=count, items=items, next=following)


@router.get("/verwijzingen/{kenmerk}", response_model=ReferralWithSteps, operation_id="toonVerwijzing")
async def show_referral(reference: Reference, caller: Deciders, request: Request, pool: Database) -> ReferralWithSteps:
    """Een verwijzing met de stappen die zij doorliep, en wat de partner heeft bevestigd."""
    async with pool.acquire() as connection, connection.transaction():
        referral = await _found(connection, reference)
        body = await _whole(connection, referral)
        await trail.read(connection, request, caller, reference)
    return body


async def _found(connection: Connection, reference: UUID) -> store.Referral:
    referral = await store.find(connection, reference)
    if referral is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Deze verwijzing is er niet.")
    return referral


async def _whole(connection: Connection, referral: store.Referral) -> ReferralWithSteps:
    taken = await store.steps(connection, referral.reference)
    sent = await notice.about(connection, [referral.reference])
    steps = tuple(
        StepBody(state=s.state, at=s.reported_at, reason=s.reason, explanation=s.explanation, taken_by=s.taken_by)
        for s in taken
    )
    notices = tuple(NoticeBody.model_validate(shown(one, _today())) for one in sent)
    fields = _fields(referral, sent, _today())
    return ReferralWithSteps.model_validate({**fields, "steps": steps, "notices": notices})


async def _may(connection: Connection, reference: UUID, done: domain.Act) -> store.Referral:
    """The referral, where this may be done. Raises ProblemError: 404 unknown, 409 naming what is allowed."""
    referral = await _found(connection, reference)
    try:
        domain.act(referral.state, done)
    except domain.IllegalStepError as error:
        detail = f"Een verwijzing die {referral.state} is, kunt u niet {done}; wel: {error.names()}."
        raise ProblemError(HTTPStatus.CONFLICT, detail) from None
    return referral


@router.post(
    "/verwijzingen/{kenmerk}/antwoorden",
    status_code=HTTPStatus.CREATED,
    response_model=ReferralWithSteps,
    operation_id="beantwoordVraag",
)
async def answer_question(
    reference: Reference, body: AnswerBody, caller: Deciders, once: Annotated[Once, Depends()], request: Request
) -> Response:
    """Beantwoord de vraag van de partner; alleen deze partner leest het antwoord."""
    service: str = request.app.state.service

    async def run(connection: Connection) -> Done:
        referral = await _may(connection, reference, domain.Act.ANSWER)
        if partners()[referral.partner].nameless:
            detail = "Deze partner krijgt geen vrije tekst, want hij mag geen personen kennen; trek eventueel in."
            raise ProblemError(HTTPStatus.CONFLICT, detail)
        data = ReferralInformationGiven(reference=reference, personal=InformationPersonal(answer=body.answer))
        event = new_event(service, type_of(ReferralInformationGiven), str(reference), data, telemetry.unlinkable())
        by = caller.acting(datetime.now(UTC))
        act = QuestionAnswered(**by, reference=reference, signal_id=referral.signal_id, answer=event.id)
        step = await acts.answer(connection, act, body.answer)
        outgoing = [Outgoing(f"referral.{referral.partner}", event), moved(service, referral, step)]
        return Done(await _whole(connection, await _found(connection, reference)), act, outgoing)

    return await once.run(caller, run)


@router.post(
    "/verwijzingen/{kenmerk}/intrekkingen",
    status_code=HTTPStatus.CREATED,
    response_model=ReferralWithSteps,
    operation_id="trekVerwijzingIn",
)
async def revoke(
    reference: Reference, body: RevocationBody, caller: Deciders, once: Annotated[Once, Depends()], request: Request
) -> Response:
    """Trek de verwijzing in, ook als de partner haar heeft afgewezen of afgerond: hij bevestigt dat hij stopt en wist.

    Had deze partner de regie, dan komt de zaak terug op de werkvoorraad van de aandachtfunctionaris.
    """
    service: str = request.app.state.service

    async def run(connection: Connection) -> Done:
        referral = await _may(connection, reference, domain.Act.REVOKE)
        by = caller.acting(datetime.now(UTC))
        act = ReferralTakenBack(**by, reference=reference, signal_id=referral.signal_id)
        step = await acts.take_back(connection, act, body.reason)
        told = await revocation(connection, service, referral)
        outgoing = [told, moved(service, referral, replace(step, explanation=None))]
        return Done(await _whole(connection, await _found(connection, reference)), act, outgoing)

    return await once.run(caller, run)
