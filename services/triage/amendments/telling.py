"""What goes out when a case is corrected or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.catalogue import type_of
from schemas.envelope import new_event
from schemas.events.signal import CaseCorrected
from services.casework import notice
from services.runtime.base import telemetry
from services.runtime.http.once import Done
from services.runtime.messaging.outbox import Outgoing
from services.triage.amendments.bodies import AmendedBody

if TYPE_CHECKING:
    from schemas.events.acts.triage import CaseCorrectionRecorded, CaseWithdrawn
    from schemas.text import Contract
    from services.casework.notice import Kind
    from services.runtime.base.database import Connection
    from services.triage.cases.store import Arrival


def event(arrival: Arrival, data: Contract) -> Outgoing:
    """To its table; the whole case as it should have been is for the log alone."""
    trace = telemetry.continued("amendment", arrival.traceparent)
    made = new_event("triage", type_of(type(data)), str(arrival.signal_id), data, trace)
    if isinstance(data, CaseCorrected):
        return Outgoing("case.corrected", made)
    return Outgoing("decision.zorg" if "zorg" in made.type else "decision.riec", made)


async def done(
    connection: Connection,
    act: CaseCorrectionRecorded | CaseWithdrawn,
    kind: Kind,
    referred: list[str],
    outgoing: list[Outgoing],
    told: list[tuple[str, Outgoing]],
) -> Done:
    """``told``: consulted partners, and what each has to confirm."""
    for _, sent in told:
        await notice.tell(connection, sent.event)
    answer = AmendedBody(
        id=act.signal_id,
        kind=kind,
        at=act.at,
        referred=tuple(sorted(set(referred))),
        consulted=tuple(sorted({partner for partner, _ in told})),
    )
    return Done(answer, act, [*outgoing, *(sent for _, sent in told)])
