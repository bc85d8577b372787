"""Every service that has the case hears who has it too; each on the topic by which it got its part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.catalogue import type_of
from schemas.envelope import new_event
from schemas.events.tenancy import CaseShared, CaseShareEnded
from services.runtime.messaging.outbox import Outgoing
from services.triage.decisions import store as decision_store
from services.triage.handovers import store
from services.triage.handovers.acts import end_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from services.runtime.base.database import Connection
    from services.triage.decisions.domain import Decided

_REPORTER = "signal.feedback"


async def told(
    connection: Connection, signal_id: UUID, data: CaseShared | CaseShareEnded, trace: str
) -> list[Outgoing]:
    """To who took the report in, and to who follows what was decided."""
    topics = {topic for one in await decision_store.decided(connection, signal_id) for topic in topics_of(one)}
    return _on([_REPORTER, *sorted(topics)], signal_id, data, trace)


async def told_of_decision(
    connection: Connection, signal_id: UUID, decided: Decided, today: date, trace: str
) -> list[Outgoing]:
    """Who follows this decision hears what was handed over before it."""
    shared = [
        CaseShared(hand_over_id=one.hand_over_id, municipality=one.municipality, until=end_of(one.until))
        for one in await store.holding(connection, signal_id, today)
    ]
    return [out for data in shared for out in _on(topics_of(decided), signal_id, data, trace)]


def topics_of(decided: Decided) -> list[str]:
    """On which the halves of a decision are."""
    halves = (("decision.zorg", decided.zorg), ("decision.riec", decided.riec))
    return [topic for topic, half in halves if half]


def _on(topics: Collection[str], signal_id: UUID, data: CaseShared | CaseShareEnded, trace: str) -> list[Outgoing]:
    return [Outgoing(topic, new_event("triage", type_of(type(data)), str(signal_id), data, trace)) for topic in topics]
