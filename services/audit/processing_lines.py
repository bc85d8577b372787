"""Log lines of the Logboek Dataverwerkingen (LDV): what was processed about whom, and never by whom. Pure.

One line per action, and one per data subject below it where there are several; fields as in the standard's component
Logboek. The actor is in the other log (``actor_lines``), found by the same trace id.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import Link, SpanContext, TraceFlags

from schemas.registry import MUNICIPALITY_OIN, processing_of, topics
from services.audit.subject import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemas.registry import Processing
    from services.audit.why import Logged

ACTIVITY = "dpl.core.processing_activity_id"
SUBJECT = "dpl.core.data_subject_id"
SUBJECT_TYPE = "dpl.core.data_subject_id_type"
PROCESSOR = "dpl.core.foreign_operation.processor"
READ_FOR = "nl.signaalketen.doel"
"""Ours: for what somebody looked (``schemas.codes.reading``)."""

PSEUDONYM = f"urn:nld:oin:{MUNICIPALITY_OIN}:pseudoniem:betrokkene:1"
"""Names in the register what a data subject's id is: a keyed hash of name and date of birth."""

_OTHERWISE_KNOWN = ("audit.events-counted", "audit.act-performed", "act.")
"""Counts are about nobody; what an act did is on a topic of its own."""

_PEOPLE = frozenset({"people", "victims", "clients", "suspects", "reporter"})
RESOURCE = Resource({"service.name": "signaalketen"})


@dataclass(frozen=True, slots=True)
class Trace:
    """The trace of an event's ``traceparent``, or one of its own, as for what a partner wrote: nobody outside chooses
    what joins the logbooks, theirs is a link. The span is the event itself, the same each time.
    """

    trace_id: int
    span_id: int

    @classmethod
    def of(cls, record: Logged) -> Trace:
        """The same for the same event, however often its line is made."""
        made = sha256(f"{record.event['source']} {record.event['id']}".encode()).digest()
        ours = None if _of_partner(record) else record.event.get("traceparent")
        trace = ours or f"00-{made[:16].hex()}"
        return cls(int(trace.split("-")[1], 16), int.from_bytes(made[16:24], "big"))

    def span(self, span_id: int | None = None) -> SpanContext:
        """Of the action itself, or of one below it."""
        return SpanContext(
            self.trace_id, span_id or self.span_id, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED)
        )


def pseudonyms(event: dict[str, Any], key: bytes) -> list[str]:
    """Of everybody the event speaks of, each once."""
    personal = event["data"].get("personal")
    found = [_pseudonym(event, person, number, key) for number, person in enumerate(_people(personal))]
    return [*dict.fromkeys(found)]


def pseudonym(name: str, birth_date: str | None, key: bytes) -> str:
    """What a data subject is called in the lines; who asks for their own (AVG 15) is looked up by it."""
    return hmac.digest(key, f"{comparable(name)}|{birth_date or ''}".encode(), "sha256").hex()


def _pseudonym(event: dict[str, Any], person: dict[str, Any], number: int, key: bytes) -> str:
    if isinstance(person.get("name"), str):
        return pseudonym(person["name"], person.get("birth_date"), key)
    # Somebody nobody can name yet: one of this case.
    return hmac.digest(key, f"{event['subject']} {number}".encode(), "sha256").hex()


def _people(part: Any, called: str = "") -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if called in _PEOPLE:
            yield part
            return
        for name, inner in part.items():  # pyright: ignore[reportUnknownVariableType] - JSON
            yield from _people(inner, str(name))  # pyright: ignore[reportUnknownArgumentType] - JSON
    elif isinstance(part, list):
        for inner in part:  # pyright: ignore[reportUnknownVariableType] - JSON
            yield from _people(inner, called)


def lines(record: Logged, subjects: Iterable[str]) -> list[ReadableSpan]:
    """Of one event; none where it shows no processing of personal data."""
    activity = processing_of(record.topic)
    if activity is None or record.kind.startswith(_OTHERWISE_KNOWN):
        return []
    trace = Trace.of(record)
    known = [*subjects]
    if len(known) < 2:
        return [_line(record, activity, trace.span(), None, known[0] if known else None)]
    return [
        _line(record, activity, trace.span(), None, None),
        *(_line(record, activity, trace.span(_child(trace, who)), trace.span(), who) for who in known),
    ]


def _theirs(record: Logged) -> tuple[Link, ...]:
    """The partner's own trace, where it gave one."""
    given = record.event.get("traceparent") if _of_partner(record) else None
    if given is None:
        return ()
    _, trace_id, span_id, _ = given.split("-")
    return (Link(SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True)),)


def _of_partner(record: Logged) -> bool:
    return topics()[record.topic].of_partner


def _child(trace: Trace, subject: str) -> int:
    """The same each time, so that a line given twice is known by its id."""
    made = sha256(f"{trace.trace_id:032x} {trace.span_id:016x} {subject}".encode()).digest()
    return int.from_bytes(made[:8], "big")


def _line(
    record: Logged, activity: Processing, span: SpanContext, parent: SpanContext | None, subject: str | None
) -> ReadableSpan:
    attributes: dict[str, str] = {ACTIVITY: activity.uri}
    if subject:
        attributes |= {SUBJECT: subject, SUBJECT_TYPE: PSEUDONYM}
    if purpose := record.event["data"].get("facts", {}).get("purpose"):
        attributes[READ_FOR] = purpose
    if _of_partner(record):
        attributes[PROCESSOR] = record.event["source"]
    ended = round(record.at.timestamp() * 1000) * 1_000_000
    return ReadableSpan(
        record.kind,
        context=span,
        parent=parent,
        resource=RESOURCE,
        attributes=attributes,
        links=_theirs(record),
        start_time=max(0, min(record.happened_ms * 1_000_000, ended)),  # a writer says any time
        end_time=ended,
    )
