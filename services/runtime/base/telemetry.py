"""W3C trace context through HTTP, outbox and Kafka (OpenTelemetry)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from collections.abc import Generator

NOT_THE_FRAMEWORKS: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI would put every address asked for, with its query, into a span, and every error's text into a log."""

_propagator = TraceContextTextMapPropagator()


def configure(service: str) -> None:
    """Once per process, before its first span. No exporter: trace ids go along in events and logs."""
    trace.set_tracer_provider(TracerProvider(resource=Resource.create({"service.name": service})))


def current() -> str:
    """Traceparent of the request or step under way."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier["traceparent"]


@contextmanager
def span(name: str, traceparent: str | None) -> Generator[str]:
    """A span that goes on from ``traceparent`` (or starts a trace); yields its own traceparent."""
    parent = _propagator.extract({"traceparent": traceparent} if traceparent else {})
    with trace.get_tracer("signaalketen").start_as_current_span(name, context=parent):
        yield current()


@contextmanager
def entered(name: str, theirs: str | None) -> Generator[str]:
    """A span of what somebody outside asks, in a trace of its own; ``theirs`` is its link.

    Our trace id joins the log of processing with that of who did it: nobody outside chooses it (W3C Trace Context, 7:
    a receiver may start a new trace where it does not trust the caller).
    """
    asked = trace.get_current_span(_propagator.extract({"traceparent": theirs} if theirs else {})).get_span_context()
    links = [trace.Link(asked)] if asked.is_valid else []
    tracer = trace.get_tracer("signaalketen")
    with tracer.start_as_current_span(name, context=Context(), links=links):
        yield current()


def continued(name: str, traceparent: str | None) -> str:
    """Traceparent of one processing step that follows on ``traceparent``."""
    with span(name, traceparent) as own:
        return own


def unlinkable() -> str:
    """A traceparent of its own for a partner's event: a shared trace id would let partners join what they hold."""
    with span("disclosure", None) as own:
        return own
