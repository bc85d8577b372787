"""The auditor's trail: who read and did what, on the service's ``trail`` topic, in the transaction it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uuid_utils.compat import uuid7

from schemas.catalogue import type_of
from schemas.envelope import new_event
from schemas.events.audit import ActPerformed, ContentRead
from services.runtime.base import telemetry
from services.runtime.messaging import outbox
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fastapi import Request

    from schemas.events.acts import Act
    from schemas.text import Contract
    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection

_MOST_OBJECTS = 256
"""In one record: it stays well below what an event may hold, and so does what is looked up of it for a logbook."""


def event(service: str, data: Contract, about: UUID | None = None, trace: str | None = None) -> Outgoing:
    """``about`` is the signal or reference it is found by; ``trace`` is that of what was done, else of the request."""
    made = new_event(service, type_of(type(data)), str(about or uuid7()), data, trace or telemetry.current())
    return Outgoing(f"trail.{service}", made)


def done(service: str, act: Act, trace: str | None = None) -> Outgoing:
    """``trace`` joins it with the events it leads to."""
    return event(service, act, act.objects[0], trace)


def unasked(service: str, act: Act | ActPerformed) -> Outgoing:
    """What no request asked for: in a trace of its own."""
    with telemetry.span("act", None):
        return event(service, act, next(iter(act.objects), None))


def administered(service: str, by: str, operation: str, objects: tuple[UUID, ...], detail: str) -> Outgoing:
    """An act of an operator's command that changes nothing of what the service holds."""
    return unasked(service, ActPerformed(actor=by, roles=(), operation=operation, objects=objects, detail=detail))


async def read(
    connection: Connection,
    request: Request,
    caller: Caller,
    objects: Iterable[UUID],
    facts: Mapping[str, str] | None = None,
) -> None:
    """Stored before the content is given, or it is not given."""
    await outbox.add(connection, reading(request, caller, objects, facts))


def reading(
    request: Request, caller: Caller, objects: Iterable[UUID], facts: Mapping[str, str] | None = None
) -> list[Outgoing]:
    """That this caller reads content about these, and for what where he said so. ``facts`` say which part of it, where
    the operation does not.
    """
    whose = [*dict.fromkeys(objects)]
    purpose: str | None = getattr(request.state, "purpose", None)
    said = {**(facts or {}), **({"purpose": purpose} if purpose else {})}
    records = [
        ContentRead(
            actor=caller.subject,
            roles=tuple(sorted(caller.roles)),
            operation=operation_of(request),
            objects=tuple(whose[start : start + _MOST_OBJECTS]),
            facts=said,
        )
        for start in range(0, len(whose) or 1, _MOST_OBJECTS)
    ]
    service: str = request.app.state.service
    return [event(service, one, next(iter(one.objects), None)) for one in records]


def operation_of(request: Request) -> str:
    """As the API calls it."""
    route = request.scope["route"]
    return route.operation_id or route.name
