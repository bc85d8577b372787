"""Whose a record is: who audits for a municipality sees what is about its cases, who does so for the district all.

The code asks for it, and no policy under the table: what a record names is found by an index that PostgreSQL does not
use under one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.runtime.base.mandates import DISTRICT

if TYPE_CHECKING:
    from uuid import UUID

    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope

_CASES = "select signal_id from case_tenant where tenant = any({0}) and (until is null or until > now())"


def keys_within(parameter: str) -> str:
    """SQL: every key under which something of the cases of the tenants in this parameter is kept."""
    cases = _CASES.format(parameter)
    return (
        f"select convert_to(signal_id::text, 'UTF8') from ({cases}) c"  # noqa: S608 - of our own
        f" union select convert_to(key::text, 'UTF8') from case_key where signal_id in ({cases})"
    )


def tenants(scope: Scope) -> list[str] | None:
    """Whose records; None is everybody's."""
    return None if DISTRICT in scope.tenants else sorted(scope.tenants)


async def reaches(connection: Connection, scope: Scope, key: UUID) -> bool:
    """Whether what is kept under this key is of its cases."""
    within = tenants(scope)
    if within is None:
        return True
    return await connection.fetchval(
        f"select coalesce((select signal_id from case_key where key = $1), $1) in ({_CASES.format('$2')})",  # noqa: S608
        key,
        within,
    )
