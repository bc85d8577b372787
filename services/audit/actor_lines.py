"""The log of who did what (BIO2 8.15.01): action, object, result, origin, actor and time. Pure.

Made of the trail and of acts at the broker; joined with the processing log by trace id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.trace import NonRecordingSpan, set_span_in_context

from services.audit.processing_lines import RESOURCE, Trace

if TYPE_CHECKING:
    from services.audit.why import Logged

ACTION, OBJECT, RESULT = "bio2.actie", "bio2.object", "bio2.resultaat"
ORIGIN, ACTOR = "bio2.oorsprong", "bio2.actor"
_RESULTS = {"audit.content-read": "geslaagd", "audit.act-performed": "geslaagd", "audit.access-refused": "geweigerd"}
"""By what the trail says: it is written in the transaction of the act itself, so what is on it was done."""


def tells_of_acts(topic: str) -> bool:
    """Whether somebody can act in an event of this topic."""
    return topic.startswith("trail.") or topic == "admin.broker"


def line(record: Logged) -> ReadableLogRecord | None:
    """Of one event; None where nobody acts in it."""
    data = record.data
    result = _RESULTS.get(record.kind, "geslaagd")
    if act := record.act:
        action, objects, actor = act.operation, [str(one) for one in act.objects], act.actor
        what = " ".join(objects)
    elif record.kind in _RESULTS:
        action, objects, actor = data["operation"], data["objects"], data["actor"]
        what = " ".join(objects) or record.topic
    elif record.topic == "admin.broker":
        action, actor = record.kind, data["by"]
        what = data.get("partner", "broker")
    else:
        return None
    trace = Trace.of(record)
    made = LogRecord(
        timestamp=max(0, record.happened_ms * 1_000_000),
        observed_timestamp=round(record.at.timestamp() * 1000) * 1_000_000,
        context=set_span_in_context(NonRecordingSpan(trace.span())),
        severity_number=SeverityNumber.INFO,
        body=action,
        attributes={ACTION: action, OBJECT: what, RESULT: result, ORIGIN: record.event["source"], ACTOR: actor},
    )
    return ReadableLogRecord(made, RESOURCE)
