"""What every step of a report starts and ends with: who may, whose signal, and the receipt."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel

from schemas.catalogue import type_of
from schemas.codes.flow import ReporterStatus
from schemas.codes.municipality import Municipality
from schemas.envelope import ContractError, Event, Violation, encode, new_event
from schemas.events.signal import (
    SignalContent,
    SignalReceived,
    SignalReceivedDirectly,
    SignalRetracted,
    SignalSupplemented,
)
from services.intake.meldcode.domain import missing_steps
from services.intake.signals import domain, store
from services.intake.words import DUTCH
from services.runtime.base import telemetry
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http.problem import ProblemError
from services.runtime.messaging.outbox import Outgoing

# Room for the analyst's and the reporter's additions before the 64 KB of an event is reached.
MAX_SIGNAL_BYTES = 40_000

SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]

WHAT_NEXT = {
    domain.Route.MELDPUNT: "De analist van het Meldpunt Ondermijning verrijkt het signaal.",
    domain.Route.DIRECT: "De aandachtfunctionaris mensenhandel beoordeelt het signaal.",
    domain.Route.VEILIG_THUIS: "De melding wordt doorgezet naar Veilig Thuis.",
    domain.Route.MELDCODE_STEPS_FIRST: "Doorloop eerst de vijf stappen van de meldcode en voeg ze toe.",
}


class Receipt(BaseModel):
    """Ontvangstbewijs: bewaar het id, daarmee is de status te volgen."""

    model_config = DUTCH

    id: UUID
    status: ReporterStatus
    received_at: datetime
    municipality: Municipality
    what_next: str
    missing_steps: tuple[int, ...] | None = None
    alert: UUID | None = None


def receipt(signal_id: UUID, received: domain.Received, content: SignalContent, raised: UUID | None = None) -> Receipt:
    """``raised``: the alert that went out before the rest was judged."""
    missing = received.route is domain.Route.MELDCODE_STEPS_FIRST
    return Receipt(
        id=signal_id,
        status=received.status,
        received_at=content.received_at,
        municipality=content.municipality,
        what_next=WHAT_NEXT[received.route],
        missing_steps=missing_steps(content) if missing else None,
        alert=raised,
    )


def sent_on(signal_id: UUID, received: domain.Received, content: SignalContent) -> list[Outgoing]:
    """Raises ProblemError (400) when it is too large, also while it waits: what is taken in can go on later."""
    data: SignalReceived | SignalReceivedDirectly = received.data or SignalReceived(**dict(content))
    topic = "signal.received" if isinstance(data, SignalReceived) else "signal.direct"
    event = new_event("intake", type_of(type(data)), str(signal_id), data, telemetry.current())
    if not _fits(event):
        detail = f"Het signaal is te groot: samen mogen de velden {MAX_SIGNAL_BYTES} bytes beslaan."
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail, [Violation("", f"groter dan {MAX_SIGNAL_BYTES} bytes")])
    return [Outgoing(topic, event)] if received.data else []


def to_its_desk(signal: store.Signal, data: SignalSupplemented | SignalRetracted) -> Outgoing:
    """What its reporter says later goes to whoever has the signal."""
    topic = "signal.received" if signal.status in domain.WITH_ANALYST else "signal.direct"
    return Outgoing(topic, new_event("intake", type_of(type(data)), str(signal.signal_id), data, telemetry.current()))


def _fits(event: Event[SignalContent]) -> bool:
    try:
        return len(encode(event)) <= MAX_SIGNAL_BYTES
    except ContractError:
        return False


def at_desk(caller: Caller, signal: store.Signal) -> bool:
    """Whether he handles this signal, and does not only follow what he reported."""
    return signal.reported_by != caller.subject or signal.municipality in caller.scope.tenants


async def own_signal(connection: Connection, signal_id: UUID) -> store.Signal:
    """A signal in the scope of the transaction: to a reporter its own, to a desk those it reaches. Raises ProblemError
    (404).
    """
    signal = await store.find(connection, signal_id)
    if signal is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal is er niet, of het is niet door u gemeld.")
    return signal
