"""What one entry of the log is: a record's exact bytes and where it stood. Pure; ``log_readme.txt`` tells outsiders.

A record that does not fit in one entry (tlog-tiles: 65,535 bytes) is cut into parts that follow each other in the log.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import asyncpg

_PART_BYTES = 64_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND, _HALF = timedelta(milliseconds=1), timedelta(microseconds=500)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as audit keeps it; ``headers`` is JSON: pairs of name and base64 value."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    headers: bytes
    value: bytes | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> StoredRecord:
        """From a row of the table ``record``; milliseconds are rounded, the broker gave whole ones."""
        return cls(
            row["topic"],
            row["partition"],
            row["record_offset"],
            (row["logged_at"] - _EPOCH + _HALF) // _MILLISECOND,
            row["key"],
            row["headers"].encode(),
            row["value"],
        )


def entries(record: StoredRecord) -> list[bytes]:
    """Its entries, in order."""
    content = (record.key or b"") + record.headers + (record.value or b"")
    count = max(1, -(-len(content) // _PART_BYTES))
    sizes = f"{_size(record.key)} {len(record.headers)} {_size(record.value)}"
    place = f"{record.topic} {record.partition} {record.offset} {record.timestamp_ms}"
    return [
        f"record/v1 {place} {part + 1}/{count} {sizes}\n".encode()
        + content[part * _PART_BYTES : (part + 1) * _PART_BYTES]
        for part in range(count)
    ]


def _size(part: bytes | None) -> str:
    return "-" if part is None else str(len(part))


def bundle(found: Iterable[bytes]) -> bytes:
    """Entries as an entry bundle holds them (tlog-tiles)."""
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in found)
