"""A decision on its two topics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from schemas.catalogue import type_of
from schemas.envelope import new_event
from services.casework.terms.domain import day_of
from services.runtime.base import telemetry
from services.runtime.messaging.outbox import Outgoing
from services.triage.cases import feedback
from services.triage.handovers import telling as handovers
from services.triage.referrals import domain as referrals
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from services.runtime.base.database import Connection
    from services.triage.cases.store import Arrival
    from services.triage.decisions.domain import Decided


async def decision_events(connection: Connection, arrival: Arrival, decided: Decided) -> list[Outgoing]:
    """The halves of the decision, each on its own topic, and what the reporter was told by it."""
    subject = str(arrival.signal_id)
    trace = telemetry.continued("decision", arrival.traceparent)
    outgoing = [
        Outgoing(topic, new_event("triage", type_of(type(half)), subject, half, trace))
        for topic, half in (("decision.zorg", decided.zorg), ("decision.riec", decided.riec))
        if half
    ]
    standing = [one.standing for one in await referral_store.followed(connection, [arrival.signal_id])]
    status = referrals.reporter_status(standing, to_decide=False)
    shared = await handovers.told_of_decision(connection, arrival.signal_id, decided, day_of(datetime.now(UTC)), trace)
    return [*outgoing, *shared, feedback.told(subject, status, trace)]
