"""A service's state made anew from the audit log, into an empty schema.

What came to it goes through its own handler; what it wrote itself is applied as it was written, never decided again:
ids, moments and decisions are those of that day. Order: an event of its own by the moment it was made, one that came to
it by the moment it reached the topic. Two that crossed each other within the service's lag may change places.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import asyncpg

from schemas.events.audit import ActPerformed
from schemas.events.quarantine import EventQuarantined
from schemas.registry import read_by, topics
from services.runtime.messaging.inbox import claim, read
from services.runtime.messaging.quarantine import AFTER_CLAIM
from services.runtime.operate.comparison import clock, skip, unsaid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery, Handled
    from services.runtime.messaging.record import Record
    from services.runtime.operate.comparison import Exempt

Identity = tuple[str, str]
Place = tuple[str, int, int]

_REDRIVE = timedelta(milliseconds=100)
"""A redriven event is handled just before it is put on record that it was."""

_UNDER_WAY = timedelta(seconds=60)


class BrokenHistoryError(RuntimeError):
    """An event does not follow on those before it: something is missing from the log, or from this version's code."""

    def __init__(self, place: Place) -> None:
        super().__init__(f"{'/'.join(str(part) for part in place)} does not follow on what was before it")


class Fold(Protocol):
    """State by events; ``findings`` are decisions that the rules of that version would not make like this."""

    findings: list[str]

    async def own(self, connection: Connection, delivery: Delivery[Contract]) -> None:
        """Apply what the service itself wrote."""
        ...

    async def consumed(self, connection: Connection, delivery: Delivery[Contract]) -> Handled:
        """Handle what came to it; what goes out is only looked at."""
        ...


@dataclass(frozen=True, slots=True)
class Replay:
    """How one service is replayed. ``fold`` gets the whole history.

    ``exempt``: what is not compared, and why, by ``table`` or ``table.column``. ``counted``: its statistics, by table.
    ``keys``: of tables of which the primary key is in no event.
    """

    fold: Callable[[Sequence[Delivery[Contract]]], Fold]
    exempt: Mapping[str, Exempt]
    counted: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


RUNTIME: Mapping[str, Exempt] = {
    "migration": skip("how the schema came to be"),
    "idempotency": skip("answers to requests that were repeated; their effect is compared"),
    "outbox": skip(
        "its events are the log itself, and it is emptied after 90 days; the signed counts cover what waits"
    ),
    "outbox_sequence": skip("the numbers are in the headers of the log, checked by `audit verify`"),
    "count_statement": skip("the statements themselves are in the log, checked by `audit verify`"),
    "inbox.handled_at": skip("when a worker got to it"),
    "quarantine.quarantined_at": clock("the database's clock"),
    "quarantine.rules": unsaid("the rules a redriven event breaks are on no topic"),
    "quarantine.sealed": skip("sealed with a key of the service's own"),
    "quarantine.closed_at": clock("the database's clock"),
}


def topics_of(service: str) -> list[str]:
    """Those it reads or writes."""
    party = f"service:{service}"
    return [*read_by(party), *(name for name, topic in topics().items() if topic.writer == party)]


def identity(delivery: Delivery[Contract]) -> Identity:
    return delivery.event.source, str(delivery.event.id)


def is_own(service: str, delivery: Delivery[Contract]) -> bool:
    return topics()[delivery.record.topic].writer == f"service:{service}"


def moment(service: str, delivery: Delivery[Contract]) -> datetime:
    """When it took effect, as near as the log says."""
    if is_own(service, delivery):
        return delivery.event.time
    return datetime.fromtimestamp(delivery.record.timestamp_ms / 1000, UTC)


def history(service: str, records: Iterable[Record]) -> list[Delivery[Contract]]:
    """Each event that breaks no contract, once, in the order of its effect."""
    deliveries, _ = read([*records])
    first = {identity(delivery): delivery for delivery in reversed(deliveries)}

    def order(delivery: Delivery[Contract]) -> tuple[datetime, str, int, int]:
        record = delivery.record
        if is_own(service, delivery):
            return delivery.event.time, "", 0, delivery.event.id.int
        return moment(service, delivery), record.topic, record.partition, record.offset

    return sorted(first.values(), key=order)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a live schema has handled (``inbox``) and made (``outbox``, as far as kept), at one moment."""

    at: datetime
    inbox: frozenset[Identity]
    outbox: frozenset[str]

    def holds(self, service: str, delivery: Delivery[Contract]) -> bool:
        """Whether the live state must show this event. Only of the last minute does it get to say that it does not."""
        own = is_own(service, delivery)
        known = str(delivery.event.id) in self.outbox if own else identity(delivery) in self.inbox
        return known or moment(service, delivery) < self.at - _UNDER_WAY

    def missing_in(self, events: Sequence[Delivery[Contract]]) -> bool:
        """Whether the log has not got everything yet."""
        ids = {str(delivery.event.id) for delivery in events}
        return bool(self.inbox - {identity(delivery) for delivery in events} or self.outbox - ids)


async def snapshot(connection: Connection) -> Snapshot:
    """Of the current schema; in a transaction that sees one moment, with the rows it goes with."""
    handled = await connection.fetch("select source, event_id from inbox")
    made = await connection.fetch("select event_id from outbox")
    return Snapshot(
        await connection.fetchval("select now()"),
        frozenset((row["source"], str(row["event_id"])) for row in handled),
        frozenset(str(row["event_id"]) for row in made),
    )


async def rebuild(
    connection: Connection, service: str, replay: Replay, events: Sequence[Delivery[Contract]]
) -> list[str]:
    """Fill the current schema, which must be empty, from this history; returns what the fold found."""
    fold = replay.fold(events)
    findings: list[str] = []
    async with connection.transaction():
        for step in _steps(service, events):
            try:
                if step.own:
                    await _apply(connection, fold, step.delivery)
                else:
                    findings += await _handle(connection, fold, step)
            except (LookupError, ValueError, asyncpg.IntegrityConstraintViolationError) as error:
                raise BrokenHistoryError(_place(step.delivery)) from error
    return [*findings, *fold.findings]


@dataclass(frozen=True, slots=True)
class _Step:
    """``refused``: the service's handler refused it then."""

    at: datetime
    delivery: Delivery[Contract]
    own: bool = False
    refused: bool = False


def _steps(service: str, events: Sequence[Delivery[Contract]]) -> list[_Step]:
    """What was set aside unread had no effect until it was redriven."""
    came = {_place(delivery): delivery for delivery in events if not is_own(service, delivery)}
    own = [delivery for delivery in events if is_own(service, delivery)]
    letters = [delivery.event.data for delivery in own if isinstance(delivery.event.data, EventQuarantined)]
    held = {(letter.topic, letter.partition, letter.offset): letter.reason for letter in letters}
    steps = [_Step(delivery.event.time, delivery, own=True) for delivery in own]
    for place, delivery in came.items():
        if held.get(place, "reference") in AFTER_CLAIM:
            steps.append(_Step(moment(service, delivery), delivery, refused=place in held))
    for delivery in own:
        act = delivery.event.data
        if isinstance(act, ActPerformed) and act.operation == "quarantine redrive":
            where, _, outcome = (act.detail or "").partition("; ")
            again = came.get(_parse(where))
            if again and outcome == "handled":
                steps.append(_Step(delivery.event.time - _REDRIVE, again))
    return sorted(steps, key=lambda step: step.at)


def _place(delivery: Delivery[Contract]) -> Place:
    return delivery.record.topic, delivery.record.partition, delivery.record.offset


def _parse(where: str) -> Place:
    topic, partition, offset = where.split("/")
    return topic, int(partition), int(offset)


async def _handle(connection: Connection, fold: Fold, step: _Step) -> list[str]:
    await claim(connection, [step.delivery])
    handled = await fold.consumed(connection, step.delivery)
    if bool(handled.refusals) is step.refused:
        return []
    words = "was taken, the rules of today refuse it" if handled.refusals else "was refused, the rules of today take it"
    return [f"{'/'.join(str(part) for part in _place(step.delivery))}: {words}"]


async def _apply(connection: Connection, fold: Fold, delivery: Delivery[Contract]) -> None:
    event = delivery.event
    match event.data:
        case EventQuarantined() as letter:
            await connection.execute(
                "insert into quarantine (quarantine_id, topic, partition, record_offset, reason, rules, sealed,"
                " quarantined_at, claimed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                letter.quarantine_id,
                letter.topic,
                letter.partition,
                letter.offset,
                letter.reason,
                list(letter.rules),
                b"",
                event.time,
                letter.reason in AFTER_CLAIM,
            )
        case ActPerformed(operation="quarantine redrive" | "quarantine discard") as act:
            await _release(connection, act, event.time)
        case _:
            await fold.own(connection, delivery)


async def _release(connection: Connection, act: ActPerformed, at: datetime) -> None:
    _, _, outcome = (act.detail or "").partition("; ")
    (quarantine_id,) = act.objects
    discarded = act.operation == "quarantine discard"
    if discarded or outcome == "handled":
        await connection.execute(
            "update quarantine set closed_at = $2, closed_as = $3, closed_by = $4, closed_because = $5"
            " where quarantine_id = $1",
            quarantine_id,
            at,
            "discarded" if discarded else "redriven",
            act.actor,
            outcome if discarded else None,
        )
    else:
        reason = outcome.removeprefix("refused again (").removesuffix(")")
        await connection.execute(
            "update quarantine set reason = $2, rules = null, claimed = claimed or $3 where quarantine_id = $1",
            quarantine_id,
            reason,
            reason in AFTER_CLAIM,
        )
