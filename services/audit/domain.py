"""What the audit service keeps of a record, and its fingerprint. Pure."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from schemas.registry import topics
from services.runtime.messaging.record import Cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.runtime.messaging.record import Record


DAILY_BYTES = 64 * 1024 * 1024
"""Of one partner's answers: a thousand of the largest, where a busy day has some hundreds of a kilobyte."""

TopicDay = tuple[str, date]


def fingerprint(record: Record) -> bytes:
    """SHA-256 of the exact bytes that stood there: the value, whole also where only its beginning is kept, or a
    batch's. Of no bytes when the record has no value.
    """
    return bytes.fromhex(record.cut.sha256) if record.cut else sha256(record.value or b"").digest()


def within_volume(records: Sequence[Record], kept: Mapping[TopicDay, int]) -> list[Record]:
    """The records, and in place of a partner's answers beyond the bytes of a day what says how large they were.

    ``kept``: the bytes of a day that are there already. Source: ours, a flood of 64 KB/s fills a disk in months and not
    in a day.
    """
    used = dict(kept)
    found: list[Record] = []
    for record in records:
        if place := _counted(record):
            used[place] = used.get(place, 0) + _size(record)
            if used[place] > DAILY_BYTES:
                used[place] -= _size(record)
                whole = record.value or b""
                cut = record.cut or Cut(len(whole), sha256(whole).hexdigest(), "", record.offset)
                found.append(replace(record, key=None, value=None, headers=(), cut=cut))
                continue
        found.append(record)
    return found


def volume(records: Iterable[Record]) -> dict[TopicDay, int]:
    """Bytes of these records by topic and day (UTC), of those that have a bound."""
    found: dict[TopicDay, int] = {}
    for record in records:
        if place := _counted(record):
            found[place] = found.get(place, 0) + _size(record)
    return found


def _counted(record: Record) -> TopicDay | None:
    """None: kept whatever it holds, for a service of ours wrote it."""
    topic = topics().get(record.topic)
    if topic is None or not topic.of_partner:
        return None
    return record.topic, datetime.fromtimestamp(record.timestamp_ms / 1000, UTC).date()


def _size(record: Record) -> int:
    headers = sum(len(name) + len(value or b"") for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers


def headers_json(record: Record) -> str:
    """Headers in their order, values in base64: they may hold any bytes. Before them what the record is cut from."""
    cut = [{"cut": asdict(record.cut)}] if record.cut else []
    return json.dumps([*cut, *([name, _base64(value)] for name, value in record.headers)])


def headers_of(text: str) -> tuple[tuple[tuple[str, bytes | None], ...], Cut | None]:
    """What ``headers_json`` wrote."""
    found = json.loads(text)
    cut = Cut(**found.pop(0)["cut"]) if found and isinstance(found[0], dict) else None
    return tuple((name, None if value is None else base64.b64decode(value)) for name, value in found), cut


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
