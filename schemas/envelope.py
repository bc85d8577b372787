"""CloudEvents 1.0 envelope, structured mode, as the NL GOV profile asks.

Source: NL GOV profile for CloudEvents 1.1 (source as URN, sensitive data never in attributes, at most 64 KB).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar, cast
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import from_json, to_json
from uuid_utils.compat import uuid7

from schemas.registry import MUNICIPALITY_OIN, Oin
from schemas.text import Contract
from schemas.validation_words import rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_BYTES = 65_536
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
_FAMILY = re.compile(rb'"type"\s*:\s*"nl\.signaalketen\.([a-z]+)\.')

_WANTED = {
    "specversion": "is 1.0",
    "id": "is een UUID, zoals 01a20d0d-38a0-7c11-9b21-5f6e0a7c4d90",
    "source": "is urn:nld:oin:<OIN, 20 cijfers>:systeem:<naam in kleine letters>",
    "type": "is een soort bericht, zoals nl.signaalketen.referral.received.v1",
    "subject": "is een kenmerk van hoogstens 64 letters, cijfers en streepjes",
    "time": "is een tijdstip met tijdzone, zoals 2026-11-24T10:15:00Z",
    "datacontenttype": "is application/json, eventueel met charset=utf-8",
    "dataschema": "is een tekst",
    "traceparent": "is een traceparent van W3C Trace Context, versie 00",
    "data": "is een object",
}
_EXTENSIONS: dict[str, Any] = {
    "propertyNames": {"pattern": "^[a-z0-9]+$"},
    "additionalProperties": {"type": ["string", "integer", "boolean"]},
}
_EXTENSION = re.compile(r"[a-z0-9]+")
_AS_SOFTWARE_NAMES = re.compile(r"[a-z][A-Za-z0-9_-]{0,39}")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Data_co = TypeVar("Data_co", bound=Contract, covariant=True)

Source = Annotated[str, StringConstraints(pattern=r"^urn:nld:oin:[0-9]{20}:systeem:[a-z][a-z0-9-]{0,40}$")]
EventType = Annotated[str, StringConstraints(pattern=r"^nl\.signaalketen\.[a-z]+\.[a-z-]+\.v[0-9]+$")]
Subject = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


_MOMENT = TypeAdapter(AwareDatetime)


def _written(time: object) -> object:
    """Raises ValueError: a number is no moment, also as text."""
    if isinstance(time, str) and re.match(r"[0-9]{4}-", time):
        return _MOMENT.validate_python(time)  # here: behind a validator of our own a text is no longer one of JSON
    if isinstance(time, datetime):
        return time
    raise ValueError(_WANTED["time"])


def _bounded(time: datetime) -> datetime:
    """Raises ValueError: what no database, clock or logbook can hold is no moment of ours."""
    if not _FIRST <= time < _LAST:
        raise ValueError(_WANTED["time"])
    return time


def _some_trace(traceparent: str) -> str:
    """Raises ValueError: an id of zeros only is none (W3C Trace Context 3.2.2)."""
    _, trace, span, _ = traceparent.split("-")
    if not trace.strip("0") or not span.strip("0"):
        raise ValueError(_WANTED["traceparent"])
    return traceparent


Time = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_bounded)]
Traceparent = Annotated[
    str, StringConstraints(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"), AfterValidator(_some_trace)
]


def _holds_json(content_type: str) -> str:
    """Raises ValueError; an event in JSON is UTF-8, whatever it says."""
    said = Message()
    said["content-type"] = content_type
    kind, charset = said.get_content_type(), str(said.get_param("charset", "utf-8")).lower()
    if charset not in ("utf-8", "utf8") or not (kind == "application/json" or kind.endswith("+json")):
        raise ValueError(_WANTED["datacontenttype"])
    return content_type


class Envelope(Contract):
    """The attributes of an event. Extensions may come along, as CloudEvents has them, and go no further: an attribute
    is readable by everyone.
    """

    model_config = ConfigDict(extra="allow", json_schema_extra=_EXTENSIONS)

    specversion: Literal["1.0"]
    id: UUID
    source: Source
    type: EventType
    subject: Subject
    time: Time = Field(description="When the event was logged, UTC; when it happened is in data.")
    datacontenttype: Annotated[str, AfterValidator(_holds_json)] = "application/json"
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


def decode(
    raw: bytes, models: Mapping[str, type[Contract]], extra: Literal["forbid", "ignore"] = "forbid"
) -> Event[Contract]:
    """Read and check one event; ``models`` holds the types allowed here; ``extra``: what becomes of a field that they
    do not know. Raises ContractError.
    """
    if len(raw) > MAX_BYTES:
        raise ContractError([Violation("", f"is groter dan {MAX_BYTES} bytes")])
    envelope = _envelope(_without_nulls(raw.removeprefix(_BYTE_ORDER_MARK)))
    model = models.get(envelope.type)
    if model is None:
        raise ContractError([Violation("type", "hoort niet op dit topic")])
    try:
        data = model.model_validate_json(to_json(envelope.data), strict=True, extra=extra)
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


ONCE = "staat er meer dan eens in; geef elk veld één keer"


def given_twice(pairs: Sequence[tuple[str, object]]) -> list[str]:
    """Fields of one JSON object that are there more than once: no two readers need see the same value of those."""
    if len({name for name, _ in pairs}) == len(pairs):
        return []
    return [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]


def each_once(raw: bytes) -> None:
    """Raises ContractError where a field is there twice: one reader would see the first value, another the last."""
    if len(raw) > MAX_BYTES:
        return  # for ``decode`` to say
    twice: set[str] = set()

    try:
        json.loads(raw, object_pairs_hook=lambda pairs: twice.update(given_twice(pairs)))
    except (ValueError, RecursionError):
        return
    if twice:
        known = sorted(name if name in Envelope.model_fields else "data" for name in twice)
        raise ContractError([Violation(name, ONCE) for name in dict.fromkeys(known)])


def _envelope(raw: bytes) -> Envelope:
    try:
        envelope = Envelope.model_validate_json(raw, strict=True)
    except ValidationError as error:
        broken = [Violation(v.field, _WANTED.get(v.field, v.rule)) for v in violations_of(error)]
        raise ContractError(broken + _wrong_extensions(_object(raw) or {})) from None
    if wrong := _wrong_extensions(envelope.model_extra or {}):
        raise ContractError(wrong)
    return envelope


def _object(raw: bytes) -> dict[str, Any] | None:
    """None for bytes that are no JSON object."""
    try:
        found: object = from_json(raw)
    except ValueError:
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _without_nulls(raw: bytes) -> bytes:
    """An attribute or field that is null is one that is not there (CloudEvents JSON format 2.2)."""
    found = _object(raw) if b"null" in raw else None
    return raw if found is None else to_json(_stripped(found))


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _stripped(one) for name, one in cast("dict[str, Any]", value).items() if one is not None}
    return [_stripped(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


def _wrong_extensions(given: Mapping[str, Any]) -> list[Violation]:
    """Of the attributes that are none of ours, those that CloudEvents does not allow."""
    found: list[Violation] = []
    for name, value in given.items():
        if name in Envelope.model_fields:
            continue
        if not _EXTENSION.fullmatch(name):
            found.append(Violation(_named(name), "een attribuut heet met kleine letters en cijfers, zoals tracestate"))
        elif not _is_extension_value(value):
            found.append(Violation(name, "is een tekst, een geheel getal, true of false; de rest staat in data"))
    return found


def _is_extension_value(value: object) -> bool:
    if isinstance(value, str):
        return value.isprintable()
    return isinstance(value, int) and -(2**31) <= value < 2**31


def _named(attribute: str) -> str:
    """As it was given where only software names things so; anything else may itself be personal."""
    known = attribute.lower() in {*Envelope.model_fields, "tracestate", "data_base64"}
    return attribute if known or _AS_SOFTWARE_NAMES.fullmatch(attribute) else UNKNOWN


def family_of(raw: bytes) -> str | None:
    """The family that the type of these bytes names, also where they are no event, or no JSON."""
    found = _FAMILY.search(raw)
    return found[1].decode() if found else None


UNKNOWN = "(onbekend veld)"


def violations_of(error: ValidationError, prefix: str = "") -> list[Violation]:
    """Every violation by field and rule, without values; a field we do not know may itself be personal."""
    found: list[Violation] = []
    for item in error.errors(include_url=False, include_input=False):
        path = [prefix] if prefix else []
        path += [str(part) for part in item["loc"]]
        if item["type"] == "extra_forbidden":
            path[-1] = UNKNOWN
        found.append(Violation(".".join(path), rule(item)))
    return found
