"""Acts as they were until 2026-11, an operation with facts, read as those of today. Nothing else knows facts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from schemas.codes.in_words import IN_WORDS
from schemas.events.acts import By
from schemas.events.acts.quarantine import QuarantineDiscarded, QuarantineRedriven
from schemas.events.audit import ActPerformed
from services.runtime.operate.comparison import clock
from services.runtime.operate.replay import BrokenHistoryError, place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from schemas.envelope import Event
    from schemas.events.acts import Act
    from schemas.events.quarantine import Reason
    from schemas.text import Contract
    from services.runtime.messaging.dispatch import Delivery
    from services.runtime.operate.comparison import Exempt

    Performed = Event[ActPerformed]
    Reader = Callable[[Performed], Act]

EXEMPT: Mapping[str, Exempt] = {
    "quarantine.quarantined_at": clock("was the database's clock"),
    "quarantine.closed_at": clock("was the database's clock"),
}


def read(events: Sequence[Delivery[Contract]], readers: Mapping[str, Reader]) -> dict[UUID, Act]:
    """By the id of the event that held it; ``readers``: of a service's operations that changed something.

    Raises BrokenHistoryError where what an act refers to is not in the history.
    """
    known = {"quarantine redrive": _redriven, "quarantine discard": _discarded, **readers}
    found: dict[UUID, Act] = {}
    for delivery in events:
        event = delivery.event
        if isinstance(event.data, ActPerformed) and event.data.operation in known:
            try:
                found[event.id] = known[event.data.operation](cast("Performed", event))
            except (LookupError, ValueError) as error:
                raise BrokenHistoryError(place(delivery)) from error
    return found


def by(event: Performed, fact: str | None = None) -> By:
    """Who, and when: the moment this fact says, or the event's own."""
    at = datetime.fromisoformat(event.data.facts[fact]) if fact else event.time
    return By(actor=event.data.actor, roles=event.data.roles, at=at)


def _redriven(event: Performed) -> Act:
    (quarantine_id,) = event.data.objects
    topic, partition, offset, outcome = _place(event)
    reason = outcome.removeprefix("refused again (").removesuffix(")")
    return QuarantineRedriven(
        **by(event),
        quarantine_id=quarantine_id,
        topic=topic,
        partition=partition,
        offset=offset,
        refused=None if outcome == "handled" else cast("Reason", reason),
    )


def _discarded(event: Performed) -> Act:
    (quarantine_id,) = event.data.objects
    topic, partition, offset, _ = _place(event)
    return QuarantineDiscarded(
        **by(event), quarantine_id=quarantine_id, topic=topic, partition=partition, offset=offset, because=IN_WORDS
    )


def _place(event: Performed) -> tuple[str, int, int, str]:
    """``detail`` was "topic/partition/offset; outcome"."""
    where, _, outcome = (event.data.detail or "").partition("; ")
    topic, partition, offset = where.split("/")
    return topic, int(partition), int(offset), outcome
