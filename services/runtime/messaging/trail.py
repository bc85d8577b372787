"""The auditor's trail: who read and did what, on the service's ``trail`` topic, in the transaction it belongs to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from uuid_utils.compat import uuid7

from schemas.catalogue import type_of
from schemas.envelope import new_event
from schemas.events.audit import AccessRefused, ActPerformed, ContentRead
from services.runtime.base import telemetry
from services.runtime.messaging import outbox
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from fastapi import Request

    from schemas.text import Contract
    from services.runtime.base.database import Connection, Pool
    from services.runtime.http.auth import Caller


def event(service: str, data: Contract, about: UUID | None = None, trace: str | None = None) -> Outgoing:
    """``about`` is the signal or reference it is found by; ``trace`` is that of what was done, else of the request."""
    made = new_event(service, type_of(type(data)), str(about or uuid7()), data, trace or telemetry.current())
    return Outgoing(f"trail.{service}", made)


def act(
    request: Request,
    caller: Caller,
    objects: Iterable[UUID],
    facts: Mapping[str, str] | None = None,
    trace: str | None = None,
) -> Outgoing:
    """That this caller does what the request asks; ``trace`` joins it with the events it leads to."""
    data = ActPerformed(
        actor=caller.subject,
        roles=tuple(sorted(caller.roles)),
        operation=_operation(request),
        objects=tuple(dict.fromkeys(objects)),
        facts=dict(facts or {}),
    )
    return event(request.app.state.service, data, next(iter(data.objects), None), trace)


def administered(service: str, by: str, operation: str, objects: tuple[UUID, ...], detail: str) -> Outgoing:
    """An act of an operator's command."""
    return _unasked(service, ActPerformed(actor=by, roles=(), operation=operation, objects=objects, detail=detail))


def referred(service: str, reference: UUID, signal_id: UUID, decision_id: UUID) -> Outgoing:
    """Which signal and decision a partner's reference stands for: no partner may know, the auditor must."""
    objects = (reference, signal_id, decision_id)
    return _unasked(service, ActPerformed(actor=service, roles=(), operation="verwijs", objects=objects))


def escalated(service: str, owner: str, due_on: date, *objects: UUID) -> Outgoing:
    """That a term passed, which one, and who has to act on it."""
    detail = f"uiterlijk {due_on}, aan zet: {owner}"
    data = ActPerformed(actor=service, roles=(), operation="escaleer", objects=objects, detail=detail)
    return _unasked(service, data)


def destroyed(service: str, kind: str, destroy_after: date, signal_id: UUID) -> Outgoing:
    """That content is gone, and why it could go."""
    facts = {"kind": kind, "destroy_after": destroy_after.isoformat()}
    data = ActPerformed(actor=service, roles=(), operation="vernietig", objects=(signal_id,), facts=facts)
    return _unasked(service, data)


def _unasked(service: str, data: ActPerformed) -> Outgoing:
    """Of no request: in a trace of its own."""
    with telemetry.span("act", None):
        return event(service, data, next(iter(data.objects), None))


def looked_up(service: str, signal_id: UUID, operation: str, facts: Mapping[str, str], trace: str | None) -> Outgoing:
    """That a register was asked about something of a signal, and whether it knows it."""
    data = ActPerformed(actor=service, roles=(), operation=operation, objects=(signal_id,), facts=dict(facts))
    return event(service, data, signal_id, telemetry.continued("lookup", trace))


async def read(connection: Connection, request: Request, caller: Caller, *objects: UUID) -> None:
    """That this caller reads content: stored before it is given, or it is not given."""
    data = ContentRead(
        actor=caller.subject, roles=tuple(sorted(caller.roles)), operation=_operation(request), objects=objects
    )
    await outbox.add(connection, [event(request.app.state.service, data, next(iter(objects), None))])


async def refused(request: Request, caller: Caller) -> None:
    """That this caller may not do what the request asks: in a transaction of its own, for nothing else is done."""
    data = AccessRefused(
        actor=caller.subject,
        roles=tuple(sorted(caller.roles)),
        operation=_operation(request),
        objects=tuple(dict.fromkeys(_ids(request))),
    )
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        await outbox.add(connection, [event(request.app.state.service, data, next(iter(data.objects), None))])


def _ids(request: Request) -> Iterator[UUID]:
    """Those in the address."""
    for value in request.path_params.values():
        with suppress(ValueError):
            yield UUID(str(value))


def _operation(request: Request) -> str:
    route = request.scope["route"]
    return route.operation_id or route.name
