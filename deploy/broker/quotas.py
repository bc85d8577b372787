"""How much a client may ask of the broker in a second, per principal: what is declared of a partner, and nothing else.

A suspended partner keeps the other rates and may read next to nothing: that is what stops a fetch that a client sent
before its permission was taken. Kafka checks a permission when a fetch arrives and holds the fetch for as long as the
client likes; what comes in by then would still be handed over. The quota is looked at when the answer is made, and an
answer above it goes out empty.

New connections have no quota of their own here: Kafka counts those by address and not by principal, so that they are
bounded by door (server.properties). Source: Apache Kafka protocol guide, DescribeClientQuotas and AlterClientQuotas;
KIP-546.
"""

from __future__ import annotations

import struct
from collections.abc import Container, Mapping
from dataclasses import dataclass

from deploy.broker.principals import principal_of
from deploy.broker.wire import Answer, Connection, Request, array, number, text
from deploy.errors import CannotTryError
from schemas.registry import partners

_DESCRIBE, _ALTER = 48, 49
_USER = "user"
_READING = "consumer_byte_rate"
_LEAST = 1.0
"""Bytes a second: nobody declares so little, so that it says who is suspended."""

Entity = tuple[tuple[str, str], ...]
"""Kind and name of all that a quota is for; the name is empty for whoever has none of its own."""

Rates = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """One rate of one entity that is not as it should be; None is no such quota."""

    entity: Entity
    name: str
    wanted: float | None
    found: float | None

    @property
    def who(self) -> str:
        return ", ".join(f"{kind} {name or 'anyone'}" for kind, name in self.entity)

    def __str__(self) -> str:
        return f"quota {self.name} of {self.who}: {self.found}, wanted {self.wanted}"


def wanted(suspended: Container[str] = ()) -> Mapping[Entity, Rates]:
    """Of every partner; ``suspended`` holds their names."""
    found: dict[Entity, Rates] = {}
    for name, partner in partners().items():
        limits = partner.limits
        rates = {
            "producer_byte_rate": float(limits.producer_byte_rate),
            _READING: float(limits.consumer_byte_rate),
            "request_percentage": float(limits.request_percentage),
        }
        found[_entity(name)] = {**rates, _READING: _LEAST} if name in suspended else rates
    return found


def differences(connection: Connection, suspended: Container[str] = ()) -> list[Difference]:
    """Also what somebody else set, for whomever."""
    should, has = wanted(suspended), found(connection)
    return [
        Difference(entity, name, should.get(entity, {}).get(name), has.get(entity, {}).get(name))
        for entity in sorted(should.keys() | has.keys())
        for name in sorted(should.get(entity, {}).keys() | has.get(entity, {}).keys())
        if should.get(entity, {}).get(name) != has.get(entity, {}).get(name)
    ]


def settle(connection: Connection, suspended: Container[str] = ()) -> list[str]:
    """Makes it so; returns each change in words."""
    changes = differences(connection, suspended)
    for change in changes:
        _alter(connection, change)
    return [str(change) for change in changes]


def found(connection: Connection) -> Mapping[Entity, Rates]:
    """Every quota the broker has."""
    (answer,) = connection.ask([Request(_DESCRIBE, 0, array([]) + number("b", 0))])
    answer.skip("i")
    _raise(answer.number("h"), answer.text())
    return dict(answer.array(lambda: (_entity_of(answer), _rates_of(answer))))


def _entity(partner: str) -> Entity:
    return ((_USER, principal_of(f"partner:{partner}").removeprefix("User:")),)


def _entity_of(answer: Answer) -> Entity:
    return tuple(sorted(answer.array(lambda: (answer.text(), answer.text()))))


def _rates_of(answer: Answer) -> Rates:
    return dict(answer.array(lambda: (answer.text(), struct.unpack(">d", struct.pack(">q", answer.number("q")))[0])))


def _alter(connection: Connection, change: Difference) -> None:
    entity = array(text(kind) + text(name or None) for kind, name in change.entity)
    gone = change.wanted is None
    operation = text(change.name) + struct.pack(">d", change.wanted or 0.0) + number("b", int(gone))
    (answer,) = connection.ask([Request(_ALTER, 0, array([entity + array([operation])]) + number("b", 0))])
    answer.skip("i")

    def result() -> tuple[int, str]:
        code, why = answer.number("h"), answer.text()
        answer.array(lambda: answer.skip("ss"))
        return code, why

    for code, why in answer.array(result):
        _raise(code, why)


def _raise(code: int, why: str) -> None:
    if code:
        raise CannotTryError(f"the broker refuses this quota: error {code} {why}")
