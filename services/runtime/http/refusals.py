"""Who was refused: on the trail, the first time in an hour at once, and how many more when the hour is over.

However often somebody tries, that is two records an hour for each operation, and one write a second.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import structlog

from schemas.codes.flow import UserRole
from schemas.events.audit import AccessRefused
from services.runtime.base import database, periodic, telemetry
from services.runtime.http import problem
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse

    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection, Pool

NOBODY = "niet-aangemeld"
"""All who have no valid token, in one: where they call from is theirs, and behind a gateway it is everybody's."""

_MOST_OBJECTS = 50
_PAUSE_SECONDS = 1.0

log = structlog.get_logger()


class RefusedError(problem.ProblemError):
    """This caller may not do this with what is asked for; that is on the trail."""


@dataclass(frozen=True, slots=True)
class _Kind:
    actor: str
    roles: tuple[UserRole, ...]
    operation: str
    status: int
    hour: datetime


@dataclass(slots=True)
class _Untold:
    """Refusals of one kind that no row counts yet."""

    count: int = 0
    objects: dict[UUID, None] = field(default_factory=dict[UUID, None])
    written_at: float | None = None


class Refusals:
    """Those of one process; ``note`` never fails for the trail: what could not be written is written later."""

    def __init__(self, service: str, pool: Pool) -> None:
        self._service = service
        self._pool = pool
        self._untold: dict[_Kind, _Untold] = {}

    async def note(self, request: Request, caller: Caller | None, status: HTTPStatus) -> None:
        """At once the first time, then at most once a second."""
        kind = _Kind(
            caller.subject if caller else NOBODY,
            tuple(sorted(caller.roles)) if caller else (),
            trail.operation_of(request),
            status,
            _hour(),
        )
        untold = self._untold.setdefault(kind, _Untold())
        untold.count += 1
        if status is not HTTPStatus.TOO_MANY_REQUESTS:  # of what may be his own report nothing names him
            untold.objects.update(dict.fromkeys(_ids(request)))
        if untold.written_at is None or time.monotonic() - untold.written_at > _PAUSE_SECONDS:
            with suppress(*database.ERRORS):
                await self._write(kind, untold)

    async def run(self) -> None:
        """For ever: write what was not yet, and tell of hours that are over."""
        await periodic.for_ever(partial(self.settle, None), _PAUSE_SECONDS, "refusals not on the trail yet")

    async def settle(self, now: datetime | None) -> bool:
        """Always False: there is nothing more to do. ``now`` is the moment, unless told."""
        hour = _hour(now)
        for kind, untold in [*self._untold.items()]:
            if untold.count:
                await self._write(kind, untold)
            elif kind.hour < hour:
                self._untold.pop(kind, None)
        async with self._pool.acquire() as connection, connection.transaction():
            rows = await connection.fetch("delete from refusal where hour < $1 returning *", hour)
            for row in rows:
                if row["untold"]:
                    roles = tuple(UserRole(role) for role in row["roles"])
                    kind = _Kind(row["actor"], roles, row["operation"], row["status"], row["hour"])
                    await self._tell(connection, kind, row["untold"], row["objects"])
        return False

    async def _write(self, kind: _Kind, untold: _Untold) -> None:
        count, objects = untold.count, [*untold.objects][:_MOST_OBJECTS]
        untold.count, untold.objects, untold.written_at = 0, {}, time.monotonic()
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                first = await connection.fetchval(
                    """
                    insert into refusal (actor, roles, operation, status, hour, untold, objects)
                    values ($1, $2, $3, $4, $5, 0, '{}') on conflict do nothing returning true
                    """,
                    *_key(kind),
                )
                if first:
                    await self._tell(connection, kind, count, objects)
                else:
                    await connection.execute(
                        "update refusal set untold = untold + $6, objects = case"
                        " when cardinality(objects) < $8 then objects || $7 else objects end"
                        " where (actor, roles, operation, status, hour) = ($1, $2, $3, $4, $5)",
                        *_key(kind),
                        count,
                        objects,
                        _MOST_OBJECTS,
                    )
        except Exception:
            untold.count += count
            untold.objects.update(dict.fromkeys(objects))
            raise

    async def _tell(self, connection: Connection, kind: _Kind, count: int, objects: Sequence[UUID]) -> None:
        data = AccessRefused(
            actor=kind.actor,
            roles=kind.roles,
            operation=kind.operation,
            objects=tuple(dict.fromkeys(objects)),
            status=kind.status,
            count=count,
        )
        with telemetry.span("refused", None):
            await outbox.add(connection, [trail.event(self._service, data, next(iter(objects), None))])


def _key(kind: _Kind) -> tuple[Any, ...]:
    return kind.actor, [*kind.roles], kind.operation, kind.status, kind.hour


def _hour(now: datetime | None = None) -> datetime:
    return (now or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)


def _ids(request: Request) -> Iterator[UUID]:
    """Those in the address."""
    for value in request.path_params.values():
        with suppress(ValueError):
            yield UUID(str(value))


async def note(request: Request, caller: Caller | None, status: HTTPStatus) -> None:
    """On the trail of the service that refuses."""
    await cast("Refusals", request.app.state.refusals).note(request, caller, status)


def install(app: FastAPI) -> None:
    """What is refused for whose it is goes on the trail; it is answered like any other problem."""

    async def answer(request: Request, error: Exception) -> JSONResponse:
        refused = cast("RefusedError", error)
        await note(request, request.state.caller, refused.status)
        return problem.refusal(refused)

    app.add_exception_handler(RefusedError, answer)
