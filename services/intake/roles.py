"""Who may do what at intake."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from schemas.codes.flow import UserRole
from services.runtime.base.caller import Caller
from services.runtime.http.auth import allowed

DESK = (UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS)
REPORTERS = (UserRole.PROFESSIONAL, *DESK)

Reporters = Annotated[Caller, Depends(allowed(*REPORTERS))]
Desk = Annotated[Caller, Depends(allowed(*DESK))]
Deciders = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS))]
