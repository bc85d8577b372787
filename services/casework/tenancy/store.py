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
    """Why a case is somebody's by its own facts; ``gedeeld`` is by ``share``."""

    REPORTED = "gemeld"
    RESPONSIBLE = "verantwoordelijk"


async def belongs(
    connection: Connection,
    signal_id: UUID,
    tenant: str | None,
    since: datetime,
    capacity: Capacity = Capacity.REPORTED,
) -> None:
    """From this moment on; what is nobody's in particular is the district's. Once it is so, it stays as it is."""
    await connection.execute(
        "insert into case_tenant (signal_id, tenant, capacity, since) values ($1, $2, $3, $4)"
        " on conflict do nothing",  # without its columns: who reports need not reach what he reports
        signal_id,
        tenant or DISTRICT,
        capacity,
        since,
    )


async def share(connection: Connection, signal_id: UUID, municipality: str, since: datetime, until: datetime) -> None:
    """For that time it is this municipality's too; what was shared with it before ends there."""
    await connection.execute("select share_case($1, $2, $3, $4)", signal_id, municipality, since, until)


async def end_share(connection: Connection, signal_id: UUID, municipality: str, at: datetime) -> None:
    """From that moment it is not, or was not already."""
    await connection.execute("select end_share($1, $2, $3)", signal_id, municipality, at)


def within(table: str, parameter: int) -> str:
    """SQL: rows of ``table`` that belong to one of the tenants in this parameter, now; asked of each row looked at."""
    return (
        f"exists (select from case_tenant t where t.signal_id = {table}.signal_id and array[t.tenant] <@ ${parameter}"
        " and (t.until is null or t.until > now()) offset 0)"
    )


def beyond(parameter: int) -> str:
    """SQL: the signals that the tenants in this parameter have now beside what was found with them."""
    return (
        f"select signal_id from case_tenant where tenant = any(${parameter})"  # noqa: S608 - of our own
        f" and capacity <> '{Capacity.REPORTED}' and (until is null or until > now())"
    )
