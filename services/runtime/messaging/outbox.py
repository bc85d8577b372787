"""Outgoing events, stored in the transaction of their cause; the relay publishes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.envelope import Event, encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.text import Contract
    from services.runtime.base.database import Connection

CHANNEL = "outbox"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event for a topic. ``urgent`` overtakes any backlog: acute danger only."""

    topic: str
    event: Event[Contract]
    urgent: bool = False


async def add(connection: Connection, outgoing: Sequence[Outgoing]) -> None:
    """Store events in the order given. The key is the event's subject. Raises ContractError above 64 KB."""
    if not outgoing:
        return
    await connection.execute(
        """
        insert into outbox (urgent, topic, key, event_id, value, traceparent)
        select urgent, topic, key, event_id, value, traceparent
        from unnest($1::boolean[], $2::text[], $3::bytea[], $4::uuid[], $5::bytea[], $6::text[])
            with ordinality as new (urgent, topic, key, event_id, value, traceparent, place)
        order by place
        """,
        [item.urgent for item in outgoing],
        [item.topic for item in outgoing],
        [item.event.subject.encode() for item in outgoing],
        [item.event.id for item in outgoing],
        [encode(item.event) for item in outgoing],
        [item.event.traceparent for item in outgoing],
    )
    # Per schema: services share the database, not each other's wake-ups.
    await connection.execute(f"select pg_notify('{CHANNEL}_' || current_schema(), '')")
