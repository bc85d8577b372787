"""Whose case a request is about, judged before anything else of it: what the caller does not reach is not there.

The database holds the same wall by itself (``deploy.walls``); either holds without the other.
"""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from services.runtime.http import refusals
from services.runtime.http.problem import ProblemError

if TYPE_CHECKING:
    from fastapi import Request

    from services.runtime.base.database import Pool
    from services.runtime.base.scope import Scope
    from services.runtime.base.walls import Walls

_ABSENT = "Dit is hier niet bekend, of het hoort bij een gemeente waarvoor u geen mandaat hebt."


async def check(request: Request, scope: Scope) -> None:
    """Raises ProblemError (404), the same for what is somebody else's and for what is nobody's; the first is on the
    trail. An address without an object is let through.
    """
    place, about = object_of(request)
    walls: Walls | None = request.app.state.walls
    if place is None or walls is None or about is None or place in walls.judged:
        return
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        await scope.enter(connection)
        row = await connection.fetchrow(
            f"""
            with behind as (select signal_id from ({walls.behind[place]}) b (signal_id))
            select exists (
                select from case_tenant join behind using (signal_id)
                where tenant = any($2) and (until is null or until > now())
                union all select from ({walls.reporters}) r (signal_id, reporter) join behind using (signal_id)
                where reporter = $3
            ) as reached, exists (select from behind where is_somebodys(signal_id)) as known
            """,  # noqa: S608 - constants of the service
            about,
            [*scope.tenants],
            scope.reporter,
        )
    if row and row["reached"]:
        return
    if row and row["known"]:
        await refusals.note(request, request.state.caller, HTTPStatus.NOT_FOUND)
    raise ProblemError(HTTPStatus.NOT_FOUND, _ABSENT)


def object_of(request: Request) -> tuple[str | None, UUID | None]:
    """Where the first object of the address stands, and its id; None for an id that is none, which the operation itself
    refuses.
    """
    before = ""
    for part in request.scope["route"].path_format.split("/"):
        if part.startswith("{"):
            with suppress(ValueError):
                return before, UUID(str(request.path_params[part[1:-1]]))
            return before, None
        before = part
    return None, None
