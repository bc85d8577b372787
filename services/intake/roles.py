"""Who may do what at intake."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from schemas.codes.flow import UserRole
from services.runtime.base.caller import Caller
from services.runtime.http.auth import allowed

Reporters = Annotated[Caller, Depends(allowed(UserRole.PROFESSIONAL, UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS))]
Desk = Annotated[Caller, Depends(allowed(UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS))]
Deciders = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS))]
