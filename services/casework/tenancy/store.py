"""Whose cases these are."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from services.runtime.base.mandates import DISTRICT

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.runtime.base.database import Connection


class Capacity(StrEnum):
    """Why a case is somebody's."""

    REPORTED = "gemeld"
    RESPONSIBLE = "verantwoordelijk"
    SHARED = "gedeeld"


async def belongs(
    connection: Connection,
    signal_id: UUID,
    tenant: str | None,
    since: datetime,
    capacity: Capacity = Capacity.REPORTED,
    until: datetime | None = None,
) -> None:
    """From this moment on; what is nobody's in particular is the district's. Once it is so, it stays as it is."""
    await connection.execute(
        "insert into case_tenant (signal_id, tenant, capacity, since, until) values ($1, $2, $3, $4, $5)"
        " on conflict do nothing",  # without its columns: who reports need not reach what he reports
        signal_id,
        tenant or DISTRICT,
        capacity,
        since,
        until,
    )


def within(table: str, parameter: int) -> str:
    """SQL: rows of ``table`` that belong to one of the tenants in this parameter, now."""
    return (
        f"exists (select from case_tenant t where t.signal_id = {table}.signal_id and t.tenant = any(${parameter})"
        " and (t.until is null or t.until > now()))"
    )
