"""Which replies of a partner a service took, and why it refused the others, by what the service itself wrote. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from schemas.events.acts.quarantine import QuarantineRedriven
from schemas.events.quarantine import EventQuarantined
from services.runtime.messaging.inbox import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from schemas.text import Contract
    from services.audit.why import Logged
    from services.runtime.messaging.record import Record

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class SetAside:
    """``rules`` are empty where nothing in the log names them: it was handled again and broke another one."""

    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply, and why it changed nothing; None where it was taken."""

    reply: Logged
    refused: SetAside | None


def set_aside(written: Iterable[Contract]) -> Mapping[Place, SetAside]:
    """What is in quarantine after these dead letters and acts, in the order they were written, by its place."""
    held: dict[Place, SetAside] = {}
    for one in written:
        match one:
            case EventQuarantined():
                held[one.topic, one.partition, one.offset] = SetAside(one.reason, one.rules)
            case QuarantineRedriven(refused=None):
                held.pop((one.topic, one.partition, one.offset), None)
            case QuarantineRedriven(refused=str(reason)):
                held[one.topic, one.partition, one.offset] = SetAside(reason, ())
            case _:
                pass  # what was discarded stays refused
    return held


def judged(reference: UUID, replies: Sequence[tuple[Record, Logged]], held: Mapping[Place, SetAside]) -> list[Replied]:
    """Those about this reference, in their order; what was delivered again after it was taken is not named twice."""
    found: list[Replied] = []
    taken: set[tuple[str, UUID]] = set()
    for record, reply in replies:
        if not _about(reference, reply):
            continue
        deliveries, broken = read([record])
        refused = held.get((record.topic, record.partition, record.offset))
        if refused is None and broken:
            refused = SetAside(broken[0].reason, broken[0].rules)
        if refused is None:
            event = deliveries[0].event
            if (event.source, event.id) in taken:
                continue
            taken.add((event.source, event.id))
        found.append(Replied(reply, refused))
    return found


def _about(reference: UUID, reply: Logged) -> bool:
    """Also in capitals, in braces, or as a URN: each is the same UUID to the service."""
    said = reply.data.get("reference")
    try:
        return isinstance(said, str) and UUID(said) == reference
    except ValueError:
        return False
