"""A service's state made again from the audit log, into an empty schema.

What came to it goes through its own handler; what it wrote itself is applied as it was written, never decided again:
ids, moments and decisions are those of that day. Order: an event of its own by the moment it was made, one that came to
it by the moment it reached the topic. Two that crossed each other within the service's lag may change places.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import asyncpg

from schemas.events.acts.quarantine import QuarantineDiscarded, QuarantineRedriven
from schemas.events.audit import AccessRefused, ActPerformed, ContentRead, EventsCounted
from schemas.events.quarantine import EventQuarantined
from schemas.events.reply import ReplyRefused
from schemas.registry import read_by, topics
from services.runtime.messaging.dispatch import UnknownTypeError
from services.runtime.messaging.inbox import claim, read
from services.runtime.messaging.quarantine import AFTER_CLAIM, set_aside
from services.runtime.operate.comparison import skip, unsaid
from services.runtime.operate.quarantine_desk import apply_discarded, apply_redriven

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from schemas.envelope import Event
    from schemas.events.acts import Act
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


Log = TypeVar("Log")
Apply: TypeAlias = "Callable[[Connection, Event[Any], Log], Awaitable[object]]"
"""Does again what an event says was done."""


def of_act(apply: Callable[[Connection, Any], Awaitable[object]]) -> Apply[Any]:
    """Of an act that holds all that it changed but words."""
    return lambda connection, event, _: apply(connection, event.data)


def of_event(apply: Callable[[Connection, Any], Awaitable[object]]) -> Apply[Any]:
    """Of an event whose own moment or subject counts."""
    return lambda connection, event, _: apply(connection, event)


@dataclass(frozen=True, slots=True)
class Earlier:
    """How acts of an earlier version are read. ``acts``: those in a history, by the id of the event that held each.

    ``exempt``: what such a history does not say of its acts and today's does.
    """

    acts: Callable[[Sequence[Delivery[Contract]]], Mapping[UUID, Act]]
    exempt: Mapping[str, Exempt]


@dataclass(frozen=True, slots=True)
class Replay(Generic[Log]):
    """How one service is replayed: by the functions that the live service calls.

    ``log`` is made once, of the whole history: the content that acts refer to. ``own`` applies what the service itself
    wrote, by type or base type; ``told`` are those without an effect here, and why. ``judges`` say what is wrong with
    an act by the rules of its version. ``consumed`` handles what came; what goes out of that is only looked at.
    ``exempt``: what is not compared, and why, by ``table`` or ``table.column``. ``counted``: its statistics, by table.
    ``keys``: of tables of which the primary key is not in every history.
    """

    log: Callable[[Sequence[Delivery[Contract]]], Log]
    own: Mapping[type[Contract], Apply[Log]]
    told: Mapping[type[Contract], str]
    consumed: Callable[[Connection, Delivery[Contract], Log], Awaitable[Handled]]
    earlier: Earlier
    exempt: Mapping[str, Exempt]
    counted: Mapping[str, tuple[str, ...]]
    judges: Mapping[type[Contract], Callable[[Connection, Any, Log], Awaitable[list[str]]]] = field(
        default_factory=dict[Any, Any]
    )
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def exempt_of(self, events: Sequence[Delivery[Contract]]) -> Mapping[str, Exempt]:
        """What is not compared after this history."""
        return self.exempt_at_most if self.earlier.acts(events) else self.exempt

    @property
    def exempt_at_most(self) -> Mapping[str, Exempt]:
        """After any history."""
        return {**self.exempt, **self.earlier.exempt}


OWN: Mapping[type[Contract], Apply[Any]] = {
    EventQuarantined: of_event(set_aside),
    QuarantineRedriven: of_act(apply_redriven),
    QuarantineDiscarded: of_act(apply_discarded),
}
TOLD: Mapping[type[Contract], str] = {
    ReplyRefused: "what a partner is told of what was set aside",
    ContentRead: "reading changes nothing",
    AccessRefused: "what was refused was not done",
    EventsCounted: "a statement about the log",
    ActPerformed: "an act of administration, or one of an earlier version, which is read as one of today",
}
RUNTIME: Mapping[str, Exempt] = {
    "migration": skip("how the schema came to be"),
    "idempotency": skip("answers to requests that were repeated; their effect is compared"),
    "outbox": skip(
        "its events are the log itself, and it is emptied after 90 days; the signed counts cover what waits"
    ),
    "refusal": skip("counts of this hour; they are on the trail once it is over"),
    "outbox_sequence": skip("the numbers are in the headers of the log, checked by `audit verify`"),
    "count_statement": skip("the statements themselves are in the log, checked by `audit verify`"),
    "inbox.handled_at": skip("when a worker got to it"),
    "quarantine.rules": unsaid("the rules a redriven event breaks are on no topic"),
    "quarantine.sealed": skip("sealed with a key of the service's own"),
    "quarantine.key_number": skip("which of those keys"),
    "issuer": skip("by whom people were signed on; what they did says who"),
    "reading": skip("which topics a person has still to look at; no event says"),
}


def topics_of(service: str) -> list[str]:
    """Those it reads or writes."""
    party = f"service:{service}"
    return [*read_by(party), *(name for name, topic in topics().items() if topic.writer == party)]


def identity(delivery: Delivery[Contract]) -> Identity:
    """What an event is deduplicated by, as in the inbox: CloudEvents wants ``source`` and ``id`` unique together."""
    return delivery.event.source, str(delivery.event.id)


def is_own(service: str, delivery: Delivery[Contract]) -> bool:
    """Whether it is on a topic that this service alone writes."""
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
    connection: Connection, service: str, replay: Replay[Any], events: Sequence[Delivery[Contract]]
) -> list[str]:
    """Fill the current schema, which must be empty, from this history; returns what is wrong by the rules of then."""
    earlier = replay.earlier.acts(events)
    read_as = [replace(d, event=replace(d.event, data=earlier[d.event.id])) for d in events if d.event.id in earlier]
    log = replay.log([*events, *read_as])
    now = {delivery.event.id: delivery for delivery in read_as}
    findings: list[str] = []
    async with connection.transaction():
        for step in _steps(service, [now.get(delivery.event.id, delivery) for delivery in events]):
            try:
                findings += await _take(connection, replay, step, log)
            except (LookupError, ValueError, asyncpg.IntegrityConstraintViolationError) as error:
                raise BrokenHistoryError(place(step.delivery)) from error
    return findings


@dataclass(frozen=True, slots=True)
class _Step:
    """``refused``: the service's handler refused it then."""

    at: datetime
    delivery: Delivery[Contract]
    own: bool = False
    refused: bool = False


def _steps(service: str, events: Sequence[Delivery[Contract]]) -> list[_Step]:
    """What was set aside unread had no effect until it was redriven."""
    came = {place(delivery): delivery for delivery in events if not is_own(service, delivery)}
    own = [delivery for delivery in events if is_own(service, delivery)]
    letters = [delivery.event.data for delivery in own if isinstance(delivery.event.data, EventQuarantined)]
    held = {(letter.topic, letter.partition, letter.offset): letter.reason for letter in letters}
    steps = [_Step(delivery.event.time, delivery, own=True) for delivery in own]
    for where, delivery in came.items():
        if held.get(where, "reference") in AFTER_CLAIM:
            steps.append(_Step(moment(service, delivery), delivery, refused=where in held))
    for delivery in own:
        act = delivery.event.data
        if isinstance(act, QuarantineRedriven) and act.refused is None:
            again = came.get((act.topic, act.partition, act.offset))
            if again:
                steps.append(_Step(delivery.event.time - _REDRIVE, again))
    return sorted(steps, key=lambda step: step.at)


async def _take(connection: Connection, replay: Replay[Any], step: _Step, log: object) -> list[str]:
    """What is wrong with this step. Raises UnknownTypeError, and LookupError for content that is missing."""
    event = step.delivery.event
    if not step.own:
        await claim(connection, [step.delivery])
        handled = await replay.consumed(connection, step.delivery, log)
        if bool(handled.refusals) is step.refused:
            return []
        taken = "was refused, the rules of today take it", "was taken, the rules of today refuse it"
        return [f"{'/'.join(str(part) for part in place(step.delivery))}: {taken[bool(handled.refusals)]}"]
    kind = next((base for base in type(event.data).__mro__ if base in replay.own or base in replay.told), None)
    if kind is None:
        raise UnknownTypeError(type(event.data).__name__)
    judge = replay.judges.get(kind)
    found = await judge(connection, event.data, log) if judge else []
    if kind in replay.own:
        await replay.own[kind](connection, event, log)
    return found


def place(delivery: Delivery[Contract]) -> Place:
    """Where it stood on its topic."""
    return delivery.record.topic, delivery.record.partition, delivery.record.offset
