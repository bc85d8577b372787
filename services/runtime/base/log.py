"""JSON logs in which no personal value can appear.

Our own events are constants with fields from an allow-list. Libraries are logged by their message template without
arguments, exceptions by type and place without their text: both may quote a payload.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TYPE_CHECKING

import structlog
from opentelemetry import trace

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

FIELDS = frozenset(
    {
        "attempt",
        "count",
        "error",
        "event",
        "event_id",
        "level",
        "logger",
        "offset",
        "partition",
        "path",
        "places",
        "process",
        "quarantine_id",
        "reason",
        "seconds",
        "service",
        "signal_id",
        "status",
        "timestamp",
        "topic",
        "trace_id",
        "version",
    }
)


def _trace_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event.setdefault("trace_id", f"{context.trace_id:032x}")
    return event


def _exception_without_text(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    info = event.pop("exc_info", None)
    error: object = sys.exc_info()[1] if info is True or isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        frames = traceback.extract_tb(error.__traceback__)
        event["places"] = [f"{frame.name}:{frame.lineno}" for frame in frames[-8:]]
    return event


def _allowed_fields(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: value for name, value in event.items() if name in FIELDS}


class _LibraryHandler(logging.Handler):
    """Passes on which library said what, without what it said it about."""

    def emit(self, record: logging.LogRecord) -> None:
        template = record.msg if isinstance(record.msg, str) and record.args else "message withheld"
        structlog.get_logger().log(record.levelno, template, logger=record.name, exc_info=record.exc_info)


def configure(service: str, process: str) -> None:
    """Log JSON lines to stdout, for this process from now on."""

    def whose(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {**event, "service": service, "process": process}

    structlog.configure(
        processors=[
            whose,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _trace_id,
            _exception_without_text,
            _allowed_fields,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )
    logging.root.handlers = [_LibraryHandler()]
    logging.root.setLevel(logging.WARNING)
