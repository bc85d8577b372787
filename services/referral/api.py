"""Where referrals stand, and what the aandachtfunctionaris does about them."""

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from schemas.events.acts.referral import ReferralTakenBack
from schemas.text import Text
from services.casework import notice
from services.casework.settings import store as settings_store
from services.referral import acts, domain, store
from services.referral.desk import Deciders, Reference, found, may
from services.referral.domain import State
from services.referral.handlers import moved, revocation
from services.referral.shown import ReferralBody, ReferralWithSteps, fields, today, whole
from services.referral.words import DUTCH
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pages import Counted, Moment, Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.http.request_model import RequestModel
from services.runtime.messaging import trail


class RevocationBody(RequestModel):
    """Waarom de verwijzing wordt ingetrokken; de partner leest dit niet."""

    model_config = DUTCH

    reason: Text


class ReferralList(BaseModel):
    model_config = DUTCH

    count: Counted
    items: tuple[ReferralBody, ...]
    next: Next


router = APIRouter()
_NEWEST_FIRST = Order(tuple[Moment, UUID])


@router.get("/verwijzingen", response_model=ReferralList, operation_id="toonVerwijzingen")
async def show_referrals(
    caller: Deciders,
    database: Database,
    asked: Paging,
    signal_id: Annotated[UUID | None, Query(alias="signaalId")] = None,
    state: Annotated[State | None, Query(alias="status")] = None,
) -> ReferralList:
    """Verwijzingen, nieuwste eerst; per signaal of per status."""
    async with database.of(caller) as connection:
        which = store.Which(caller.scope, signal_id, state)
        found = await store.referrals(connection, which, _NEWEST_FIRST.start(asked), asked.limit + 1)
        shown, following = _NEWEST_FIRST.cut(asked, found, lambda referral: (referral.sent_at, referral.reference))
        sent = await notice.about(connection, [referral.reference for referral in shown])
        count = await store.count(connection, which)
        settings = await settings_store.read(connection)
    items = tuple(ReferralBody.model_validate(fields(referral, sent, today(), settings)) for referral in shown)
    return ReferralList(count=count, items=items, next=following)


@router.get("/verwijzingen/{kenmerk}", response_model=ReferralWithSteps, operation_id="toonVerwijzing")
async def show_referral(
    reference: Reference, caller: Deciders, request: Request, database: Database
) -> ReferralWithSteps:
    """Een verwijzing met de stappen die zij doorliep, en wat de partner heeft bevestigd."""
    async with database.of(caller) as connection:
        referral = await found(connection, reference)
        body = await whole(connection, referral)
        await trail.read(connection, request, caller, [reference])
    return body


@router.post(
    "/verwijzingen/{kenmerk}/intrekkingen",
    status_code=HTTPStatus.CREATED,
    response_model=ReferralWithSteps,
    operation_id="trekVerwijzingIn",
)
async def revoke(
    reference: Reference, body: RevocationBody, caller: Deciders, once: OnlyOnce, request: Request
) -> Response:
    """Trek de verwijzing in, ook als de partner haar heeft afgewezen of afgerond: hij bevestigt dat hij stopt en wist.

    Had deze partner de regie, dan komt de zaak terug op de werkvoorraad van de aandachtfunctionaris.
    """
    service: str = request.app.state.service

    async def run(connection: Connection) -> Done:
        referral = await may(connection, reference, domain.Act.REVOKE)
        by = caller.acting(datetime.now(UTC))
        act = ReferralTakenBack(**by, reference=reference, signal_id=referral.signal_id)
        step = await acts.take_back(connection, act, body.reason)
        told = await revocation(connection, service, referral)
        outgoing = [told, moved(service, referral, replace(step, explanation=None))]
        shown = await whole(connection, await found(connection, reference))
        return Done(shown, act, outgoing, shown=[reference])

    return await once.run(caller, run)
