"""Gives the lines of the log to their logbooks by OTLP: in order, until each is confirmed, none left out.

What was confirmed just before a crash is given again, under the same span ids.
"""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs.export import LogRecordExportResult
from opentelemetry.sdk.trace.export import SpanExportResult

from schemas.registry import processing_of
from services.audit import actor_lines, processing_lines, why_store
from services.runtime.base import periodic

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.audit.config import AuditConfig
    from services.audit.why import Logged
    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool

Kind = Literal["processing", "confidential", "actor"]

_BATCH = 200
_PAUSE_SECONDS = 1.0
_ANSWER_SECONDS = 10.0


class NotConfirmedError(OSError):
    """The logbook did not say that it has the lines."""


@dataclass(frozen=True, slots=True)
class Logbook:
    """One receiver of lines, and its OTLP address."""

    kind: Kind
    url: str


def logbooks(config: AuditConfig) -> list[Logbook]:
    """Those that are configured."""
    urls: dict[Kind, str | None] = {
        "processing": config.ldv_url,
        "confidential": config.ldv_confidential_url,
        "actor": config.bio2_url,
    }
    return [Logbook(kind, url) for kind, url in urls.items() if url]


async def fill_logbooks(config: Config, pool: Pool) -> None:
    """Part of the audit worker's job."""
    given = cast("AuditConfig", config)
    if given.subject_key_file is None:
        return
    key = base64.b64decode(given.subject_key_file.read_text("utf-8"))
    await asyncio.gather(*(_fill(logbook, key, pool) for logbook in logbooks(given)))


async def _fill(logbook: Logbook, key: bytes, pool: Pool) -> None:
    send = _sender(logbook)
    await periodic.for_ever(
        partial(give, logbook.kind, send, key, pool), _PAUSE_SECONDS, "lines not given", reason=logbook.kind
    )


async def give(kind: Kind, send: Callable[[list[object]], None], key: bytes, pool: Pool) -> bool:
    """The lines of the next entries; true when there were entries. Raises NotConfirmedError."""
    async with pool.acquire() as connection, connection.transaction():
        index: int = await connection.fetchval("select next_index from lines_given where kind = $1 for update", kind)
        records, following = await why_store.after(connection, index, _BATCH)
        if following == index:
            return False
        lines = [line for record in records for line in await _lines(connection, kind, record, key)]
        if lines:
            await asyncio.to_thread(send, lines)
        await connection.execute("update lines_given set next_index = $2 where kind = $1", kind, following)
    return True


async def _lines(connection: Connection, kind: Kind, record: Logged, key: bytes) -> list[object]:
    if kind == "actor":
        line = actor_lines.line(record)
        return [line] if line else []
    activity = processing_of(record.topic)
    if activity is None or activity.confidential != (kind == "confidential"):
        return []
    subjects = processing_lines.pseudonyms(record.event, key)
    if record.kind == "audit.content-read":  # about whoever is in what was read
        read = await why_store.under(connection, record.data["objects"])
        subjects = [*dict.fromkeys(s for other in read for s in processing_lines.pseudonyms(other.event, key))]
    return [*processing_lines.lines(record, subjects)]


def _sender(logbook: Logbook) -> Callable[[list[object]], None]:
    if logbook.kind == "actor":
        logs = OTLPLogExporter(endpoint=logbook.url, timeout=_ANSWER_SECONDS)

        def send_logs(lines: list[object]) -> None:
            if logs.export(cast("list[actor_lines.ReadableLogRecord]", lines)) is not LogRecordExportResult.SUCCESS:
                raise NotConfirmedError

        return send_logs
    spans = OTLPSpanExporter(endpoint=logbook.url, timeout=_ANSWER_SECONDS)

    def send_spans(lines: list[object]) -> None:
        if spans.export(cast("list[processing_lines.ReadableSpan]", lines)) is not SpanExportResult.SUCCESS:
            raise NotConfirmedError

    return send_spans
