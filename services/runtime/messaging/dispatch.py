"""Which handler an event goes to: one table per service, over every type on every topic it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from schemas.text import Contract
from services.runtime.messaging.quarantine import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from schemas.envelope import Event
    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing
    from services.runtime.messaging.record import Record

Data_co = TypeVar("Data_co", bound=Contract, covariant=True)
Data = TypeVar("Data", bound=Contract)


@dataclass(frozen=True, slots=True)
class Delivery(Generic[Data_co]):
    """An event that keeps its contract, and the record it came in."""

    record: Record
    event: Event[Data_co]


@dataclass(slots=True)
class Handled:
    """What a handler made of its events: what goes out, and what is set aside."""

    outgoing: list[Outgoing] = field(default_factory=list["Outgoing"])
    refusals: list[Refusal] = field(default_factory=list[Refusal])

    def add(self, other: Handled) -> None:
        """In place, behind what is there: the order in which events leave is that of the handlers."""
        self.outgoing += other.outgoing
        self.refusals += other.refusals


def refused(delivery: Delivery[Contract], rule: str) -> Handled:
    """Set aside: what it refers to is not the sender's."""
    return Handled(refusals=[Refusal(delivery.record, "reference", (rule,))])


if TYPE_CHECKING:
    Handler = Callable[[Connection, Sequence[Delivery[Any]]], Awaitable[Handled]]


class UnknownTypeError(LookupError):
    """A type that is in no table: a service must say of each whether it is its business."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """``handlers`` get events of their type in a row, in the order they came; ``ignored`` are another service's.

    Called with new events in a transaction. Raises UnknownTypeError.
    """

    handlers: Mapping[type[Contract], Handler]
    ignored: frozenset[type[Contract]] = frozenset()

    async def __call__(self, connection: Connection, deliveries: Sequence[Delivery[Contract]]) -> Handled:
        handled = Handled()
        for kind, events in groupby(deliveries, key=lambda delivery: type(delivery.event.data)):
            if handler := self.handlers.get(kind):
                handled.add(await handler(connection, [*events]))
            elif kind not in self.ignored:
                raise UnknownTypeError(kind.__name__)
        return handled


def each(handle: Callable[[Connection, Delivery[Data]], Awaitable[Handled]]) -> Handler:
    """A handler of one event at a time."""

    async def of_all(connection: Connection, deliveries: Sequence[Delivery[Data]]) -> Handled:
        handled = Handled()
        for delivery in deliveries:
            handled.add(await handle(connection, delivery))
        return handled

    return of_all
