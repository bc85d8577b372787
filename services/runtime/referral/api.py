"""Where referrals stand, for the aandachtfunctionaris."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from schemas.codes.flow import UserRole
from services.runtime import trail
from services.runtime.auth import Caller, allowed
from services.runtime.database import Pool
from services.runtime.dutch import DUTCH
from services.runtime.problem import ProblemError
from services.runtime.referral import store
from services.runtime.referral.domain import State

Deciders = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS))]


class StepBody(BaseModel):
    model_config = DUTCH

    state: State
    at: datetime
    reason: str | None = None
    explanation: str | None = None


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


class ReferralWithSteps(ReferralBody):
    model_config = DUTCH

    steps: tuple[StepBody, ...]


class ReferralList(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[ReferralBody, ...]


router = APIRouter()


def _fields(referral: store.Referral) -> dict[str, object]:
    return {name: getattr(referral, name) for name in ReferralBody.model_fields}


@router.get("/verwijzingen", response_model=ReferralList, operation_id="toonVerwijzingen")
async def show_referrals(
    _: Deciders,
    request: Request,
    signal_id: Annotated[UUID | None, Query(alias="signaalId")] = None,
    state: Annotated[State | None, Query(alias="status")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ReferralList:
    """Verwijzingen, nieuwste eerst; per signaal of per status."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection:
        found = await store.referrals(connection, signal_id, state, limit)
    items = tuple(ReferralBody.model_validate(_fields(referral)) for referral in found)
    return ReferralList(count=len(items), items=items)


@router.get("/verwijzingen/{kenmerk}", response_model=ReferralWithSteps, operation_id="toonVerwijzing")
async def show_referral(
    reference: Annotated[UUID, Path(alias="kenmerk")], caller: Deciders, request: Request
) -> ReferralWithSteps:
    """Een verwijzing met de stappen die de partner heeft gemeld."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        referral = await store.find(connection, reference)
        taken = await store.steps(connection, reference)
        await trail.read(connection, request, caller, reference)
    if referral is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Deze verwijzing is er niet.")
    steps = tuple(StepBody(state=s.state, at=s.reported_at, reason=s.reason, explanation=s.explanation) for s in taken)
    return ReferralWithSteps.model_validate({**_fields(referral), "steps": steps})
