"""What every act about a referral starts with: who may, and which referral."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from schemas.codes.flow import UserRole
from services.referral import domain, store
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http.auth import allowed
from services.runtime.http.problem import ProblemError

Deciders = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS))]
Reference = Annotated[UUID, Path(alias="kenmerk")]


async def found(connection: Connection, reference: UUID) -> store.Referral:
    """Raises ProblemError: 404 unknown."""
    referral = await store.find(connection, reference)
    if referral is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Deze verwijzing is er niet.")
    return referral


async def may(connection: Connection, reference: UUID, done: domain.Act) -> store.Referral:
    """The referral, where this may be done. Raises ProblemError: 404 unknown, 409 naming what is allowed."""
    referral = await found(connection, reference)
    try:
        domain.act(referral.state, done)
    except domain.IllegalStepError as error:
        detail = f"Een verwijzing die {referral.state} is, kunt u niet {done}; wel: {error.names()}."
        raise ProblemError(HTTPStatus.CONFLICT, detail) from None
    return referral
