"""A quota of almost nothing: what stops a fetch that a client sent before its permission was taken.

Kafka checks a permission when a fetch arrives and holds the fetch for as long as the client likes; what comes in by
then would still be handed over. The quota is looked at when the answer is made, and an answer above it goes out empty.
Source: Apache Kafka protocol guide, DescribeClientQuotas and AlterClientQuotas; KIP-546.
"""

from __future__ import annotations

import struct

from deploy.broker.wire import Connection, Request, array, number, text
from deploy.errors import CannotTryError

_DESCRIBE, _ALTER = 48, 49
_USER = "user"
_KEY = "consumer_byte_rate"
_LEAST = 1.0
_ANY_NAME = 2


def cut_off(connection: Connection) -> frozenset[str]:
    """The principals that have such a quota, or any other: none is ever declared."""
    anyone = array([text(_USER) + number("b", _ANY_NAME) + text(None)])
    (answer,) = connection.ask([Request(_DESCRIBE, 0, anyone + number("b", 0))])
    answer.skip("i")
    _raise(answer.number("h"), answer.text())

    def entry() -> list[str]:
        names = answer.array(lambda: (answer.skip("s"), answer.text())[1])
        answer.array(lambda: answer.skip("sq"))
        return names

    return frozenset(f"User:{name}" for names in answer.array(entry) for name in names)


def cut(connection: Connection, principal: str) -> None:
    _alter(connection, principal, struct.pack(">d", _LEAST) + number("b", 0))


def restore(connection: Connection, principal: str) -> None:
    _alter(connection, principal, struct.pack(">d", 0.0) + number("b", 1))


def _alter(connection: Connection, principal: str, change: bytes) -> None:
    entity = array([text(_USER) + text(principal.removeprefix("User:"))])
    entry = entity + array([text(_KEY) + change])
    (answer,) = connection.ask([Request(_ALTER, 0, array([entry]) + number("b", 0))])
    answer.skip("i")
    for code, why in answer.array(lambda: (answer.number("h"), answer.text())):
        _raise(code, why)


def _raise(code: int, why: str) -> None:
    if code:
        raise CannotTryError(f"the broker refuses this quota: error {code} {why}")
