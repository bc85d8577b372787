"""CloudEvents 1.0 envelope, structured mode, as the NL GOV profile asks.

Source: NL GOV profile for CloudEvents 1.1 (source as URN, sensitive data never in attributes, at most 64 KB).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError
from pydantic_core import to_json
from uuid_utils.compat import uuid7

from schemas.registry import MUNICIPALITY_OIN, Oin
from schemas.text import Contract

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 65_536
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"

Data_co = TypeVar("Data_co", bound=Contract, covariant=True)

Source = Annotated[str, StringConstraints(pattern=r"^urn:nld:oin:[0-9]{20}:systeem:[a-z][a-z0-9-]{0,40}$")]
EventType = Annotated[str, StringConstraints(pattern=r"^nl\.signaalketen\.[a-z]+\.[a-z-]+\.v[0-9]+$")]
Subject = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Traceparent = Annotated[str, StringConstraints(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")]


class Envelope(Contract):
    """The attributes an event may have. Any other one is refused: an attribute is readable by everyone."""

    specversion: Literal["1.0"]
    id: UUID
    source: Source
    type: EventType
    subject: Subject
    time: AwareDatetime = Field(description="When the event was logged, UTC; when it happened is in data.")
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str | None = None
    traceparent: Traceparent | None = None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event(Generic[Data_co]):
    """One fact. ``subject`` is the signal id, or on a partner's topic that partner's own reference."""

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    traceparent: str | None
    data: Data_co


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: where, and which. Never the value, it may name a person."""

    field: str
    rule: str


class ContractError(ValueError):
    """An event or request breaks its contract; holds every violation at once."""

    def __init__(self, violations: list[Violation]) -> None:
        super().__init__("; ".join(f"{v.field}: {v.rule}" for v in violations))
        self.violations = violations


def source_of(oin: Oin, system: str) -> str:
    """The ``source`` of what this party's system writes (NL GOV profile for CloudEvents)."""
    return f"urn:nld:oin:{oin}:systeem:{system}"


def new_event(system: str, event_type: str, subject: str, data: Data_co, traceparent: str | None) -> Event[Data_co]:
    """An event of one of our own services, logged now."""
    source = source_of(MUNICIPALITY_OIN, system)
    return Event(uuid7(), source, event_type, subject, datetime.now(UTC), traceparent, data)


def encode(event: Event[Contract]) -> bytes:
    """The exact bytes that go to outbox, topic and audit log. Raises ContractError above 64 KB."""
    envelope = Envelope(
        specversion="1.0",
        id=event.id,
        source=event.source,
        type=event.type,
        subject=event.subject,
        time=event.time,
        dataschema=f"urn:nld:oin:{MUNICIPALITY_OIN}:schema:{event.type}",
        traceparent=event.traceparent,
        data=event.data.model_dump(mode="json", exclude_none=True),
    )
    raw = envelope.model_dump_json(exclude_none=True).encode()
    if len(raw) > MAX_BYTES:
        raise ContractError([Violation("data", f"is groter dan {MAX_BYTES} bytes")])
    return raw


def decode(raw: bytes, models: Mapping[str, type[Contract]]) -> Event[Contract]:
    """Read and check one event; ``models`` holds the types allowed here. Raises ContractError."""
    if len(raw) > MAX_BYTES:
        raise ContractError([Violation("", f"is groter dan {MAX_BYTES} bytes")])
    try:
        envelope = Envelope.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise ContractError(violations_of(error)) from None
    model = models.get(envelope.type)
    if model is None:
        raise ContractError([Violation("type", "hoort niet op dit topic")])
    try:
        data = model.model_validate_json(to_json(envelope.data), strict=True)
    except ValidationError as error:
        raise ContractError(violations_of(error, "data")) from None
    return Event(
        envelope.id,
        envelope.source,
        envelope.type,
        envelope.subject,
        envelope.time,
        envelope.traceparent,
        data,
    )


# Pydantic's own words for these quote the value.
_OWN_WORDS = {"json_invalid": "is geen geldige JSON", "uuid_parsing": "is geen UUID"}


def violations_of(error: ValidationError, prefix: str = "") -> list[Violation]:
    """Every violation by field and rule, without values; a field we do not know may itself be personal."""
    found: list[Violation] = []
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        path = [prefix] if prefix else []
        path += [str(part) for part in item["loc"]]
        if item["type"] == "extra_forbidden":
            path[-1] = "(onbekend veld)"
        rule = _OWN_WORDS.get(item["type"]) or item["msg"]
        found.append(Violation(".".join(path), rule))
    return found
