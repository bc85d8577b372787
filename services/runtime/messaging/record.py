"""What comes off a topic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """What a record is only the beginning of: the value that stood there, or a whole batch that could not be unpacked.

    ``size`` in bytes and ``sha256`` (hexadecimal) are of the whole value, or of the batch's records as they were sent.
    ``codec`` is the batch's, "" for a single record; ``start`` the first offset that the record stands for.
    """

    size: int
    sha256: str
    codec: str
    start: int


@dataclass(frozen=True, slots=True)
class Record:
    """What one Kafka record holds, byte for byte; of one that is too large its beginning, and ``cut``.

    A batch that can't be unpacked is one record without key, value and headers, at the batch's last offset.
    """

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    cut: Cut | None = None
