"""What the reporter hears: where the signal stands, never what is in it."""

from __future__ import annotations

from schemas.catalogue import type_of
from schemas.codes.flow import ReporterStatus
from schemas.envelope import new_event
from schemas.events.signal import SignalFeedbackGiven
from services.runtime.base import telemetry
from services.runtime.messaging.outbox import Outgoing


def told(subject: str, status: ReporterStatus, trace: str) -> Outgoing:
    """``trace`` is that of what it follows from."""
    data = SignalFeedbackGiven(status=status)
    return Outgoing("signal.feedback", new_event("triage", type_of(SignalFeedbackGiven), subject, data, trace))


def following(subject: str, status: ReporterStatus, traceparent: str | None) -> Outgoing:
    """In a step of its own."""
    return told(subject, status, telemetry.continued("feedback", traceparent))
