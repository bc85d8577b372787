"""Gives the lines of the log to their logbooks by OTLP: in order, until each is confirmed, none left out.

What was confirmed just before a crash is given again, under the same span ids. What can't become a line is set aside in
audit's quarantine, and the others go on.
"""

from __future__ import annotations

import asyncio
import base64
import traceback
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Literal, cast, get_args

import structlog
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs.export import LogRecordExportResult
from opentelemetry.sdk.trace.export import SpanExportResult

from schemas.registry import processing_of, topics
from services.audit import actor_lines, processing_lines, why_store
from services.runtime.base import metrics, periodic
from services.runtime.messaging import outbox, quarantine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.audit.config import AuditConfig
    from services.audit.why import Logged
    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.record import Record

Kind = Literal["processing", "confidential", "actor"]

_BATCH = 200
_PAUSE_SECONDS = 1.0
_ANSWER_SECONDS = 10.0


_UNFIT = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError)
"""What comes of data that no line can be made of; a database or a logbook that is away raises others."""

log = structlog.get_logger()


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


def off(config: AuditConfig) -> list[Kind]:
    """Those that get no lines, for want of an address or of the key for pseudonyms."""
    filled = {book.kind for book in logbooks(config)} if config.subject_key_file else set[Kind]()
    return [kind for kind in get_args(Kind) if kind not in filled]


async def fill_logbooks(config: Config, pool: Pool) -> None:
    """Part of the audit worker's job."""
    given = cast("AuditConfig", config)
    for kind in off(given):
        log.warning("logbook is off: nobody is given its lines", reason=kind)
    if given.subject_key_file is None:
        return
    key = base64.b64decode(given.subject_key_file.read_text("utf-8"))
    vault = quarantine.Vault(given.quarantine_key_file)
    await asyncio.gather(*(_fill(Filling(book.kind, _sender(book), key, vault), pool) for book in logbooks(given)))


async def _fill(filling: Filling, pool: Pool) -> None:
    await periodic.for_ever(partial(give, filling, pool), _PAUSE_SECONDS, "lines not given", reason=filling.kind)


@dataclass(frozen=True, slots=True)
class Filling:
    """How one logbook is filled: ``send`` raises NotConfirmedError, or any of ``_UNFIT`` for what is no line."""

    kind: Kind
    send: Callable[[list[object]], None]
    key: bytes
    vault: quarantine.Vault


_DUE = "select next_index < (select size from log_head) from lines_given where kind = $1"


async def give(filling: Filling, pool: Pool) -> bool:
    """The lines of the next entries; true when there may be more. Raises NotConfirmedError."""
    if not await pool.fetchval(_DUE, filling.kind):
        metrics.LOGBOOK_OLDEST_SECONDS.labels(filling.kind).set(0)
        return False
    async with pool.acquire() as connection, connection.transaction():
        index: int = await connection.fetchval(
            "select next_index from lines_given where kind = $1 for update", filling.kind
        )
        await measure_age(connection, filling.kind, index)
        found, following = await why_store.after(connection, index, _BATCH, _topics(filling.kind))
        if following == index:
            return False
        refusals = await _give(connection, filling, found)
        letters = await quarantine.store(connection, "audit", filling.vault, refusals)
        await outbox.add(connection, letters)
        await connection.execute("update lines_given set next_index = $2 where kind = $1", filling.kind, following)
        await measure_age(connection, filling.kind, following)
    return following - index == _BATCH


@cache
def _topics(kind: Kind) -> tuple[str, ...]:
    """Those of which events can become lines of this logbook."""
    if kind == "actor":
        return tuple(name for name in topics() if actor_lines.tells_of_acts(name))
    found = {name: processing_of(name) for name in topics()}
    return tuple(name for name, one in found.items() if one and one.confidential == (kind == "confidential"))


async def measure_age(connection: Connection, kind: Kind, index: int) -> None:
    age: float = await connection.fetchval(
        "select coalesce(extract(epoch from now() - min(r.logged_at)), 0)::float8 from log_entry e"
        " join record r using (topic, partition, record_offset) where e.log_index = $1",
        index,
    )
    metrics.LOGBOOK_OLDEST_SECONDS.labels(kind).set(age)


async def _give(
    connection: Connection, filling: Filling, found: Sequence[tuple[Record, Logged]]
) -> list[quarantine.Refusal]:
    """Returns what could not become a line."""
    refusals: list[quarantine.Refusal] = []
    made: list[tuple[Record, list[object]]] = []
    for record, logged in found:
        try:
            made.append((record, await _lines(connection, filling.kind, logged, filling.key)))
        except _UNFIT as error:
            refusals.append(_unfit(record, error))
    lines = [line for _, of_one in made for line in of_one]
    try:
        if lines:
            await asyncio.to_thread(filling.send, lines)
    except _UNFIT:
        for record, of_one in made:
            try:
                await asyncio.to_thread(filling.send, of_one)
            except _UNFIT as error:
                refusals.append(_unfit(record, error))
    return refusals


def _unfit(record: Record, error: Exception) -> quarantine.Refusal:
    log.error("no line", topic=record.topic, partition=record.partition, offset=record.offset, exc_info=error)
    detail = "".join(traceback.format_exception(error))
    return quarantine.Refusal(record, "defect", (type(error).__qualname__,), detail)


async def _lines(connection: Connection, kind: Kind, record: Logged, key: bytes) -> list[object]:
    if kind == "actor":
        line = actor_lines.line(record)
        return [line] if line else []
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
