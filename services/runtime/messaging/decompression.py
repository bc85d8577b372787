"""Bounds on what a writer can make a reader unpack: put in place of the client's own, once for a process.

The client inflates whatever comes, and a batch it can't read it reads again for ever. Here a batch that is larger than
the bound when unpacked, or holds what can't be read, becomes one record that says so; the stream goes on behind it.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportAttributeAccessIssue=false
# (aiokafka and cramjam are only partly typed, and the client's insides are what is adapted here)

from __future__ import annotations

import struct
import sys
import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NoReturn

import cramjam
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.legacy_records import LegacyRecordBatch
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import ConsumerRecord

from schemas.envelope import MAX_BYTES
from services.runtime.messaging.record import Cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNPACKED_BYTES = 2 * 1024 * 1024
"""Of one batch. Our own hold at most a few hundred events."""

KEY_BYTES, HEADERS_BYTES = 1024, 8 * 1024
_FETCH_BYTES = 1024 * 1024
"""Of one partition's fetch, unpacked, give or take one batch; as many as the client asks of the broker."""

_HEAD_BYTES = 61
"""Of a batch (message format 2): everything before its records."""

_LENGTH = struct.Struct(">i")
_CODECS = ("none", "gzip", "snappy", "lz4", "zstd")
_GZIP = 31  # zlib's window bits for gzip's own frame
_XERIAL = b"\x82SNAPPY\0"
_XERIAL_HEAD_BYTES = 16


class NotUnpackedError(ValueError):
    """A batch that is larger than the bound when unpacked, or is not what its codec says."""


def gunzip(packed: bytes) -> bytes:
    """Every member of it. Raises NotUnpackedError."""
    out = bytearray()
    while packed:
        member = zlib.decompressobj(_GZIP)
        try:
            out += member.decompress(packed, UNPACKED_BYTES + 1 - len(out))
        except zlib.error as error:
            raise NotUnpackedError from error
        if len(out) > UNPACKED_BYTES or not member.eof:
            raise NotUnpackedError
        packed = member.unused_data
    return bytes(out)


def unsnappy(packed: bytes) -> bytes:
    """Raw, or in the blocks of xerial's library. Raises NotUnpackedError."""
    out = bytearray()
    for block in _snappy_blocks(packed):
        try:
            size = cramjam.snappy.decompress_raw_len(block)
            if len(out) + size > UNPACKED_BYTES:
                raise NotUnpackedError
            out += bytes(cramjam.snappy.decompress_raw(block))
        except cramjam.DecompressionError as error:
            raise NotUnpackedError from error
    return bytes(out)


def _snappy_blocks(packed: bytes) -> Iterator[bytes]:
    if not packed.startswith(_XERIAL):
        yield packed
        return
    at = _XERIAL_HEAD_BYTES
    while at < len(packed):
        if at + _LENGTH.size > len(packed):
            raise NotUnpackedError
        (size,) = _LENGTH.unpack_from(packed, at)
        at += _LENGTH.size
        if size <= 0:
            raise NotUnpackedError
        yield packed[at : at + size]
        at += size


def _into_bound(unpack: Callable[[bytes, bytearray], int], packed: bytes) -> bytes:
    room = bytearray(UNPACKED_BYTES)
    try:
        size = unpack(packed, room)
    except cramjam.DecompressionError as error:
        raise NotUnpackedError from error
    return bytes(memoryview(room)[:size])


def unlz4(packed: bytes) -> bytes:
    """Raises NotUnpackedError."""
    return _into_bound(cramjam.lz4.decompress_into, packed)


def unzstd(packed: bytes) -> bytes:
    """Raises NotUnpackedError."""
    return _into_bound(cramjam.zstd.decompress_into, packed)


@dataclass
class Fetched(ConsumerRecord[Any, Any]):
    """The client's record, and what it is the beginning of."""

    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class _Unread:
    """A batch in place of which this one record is handed over."""

    offset: int
    timestamp: int
    timestamp_type: int
    cut: Cut
    key: None = None
    value: None = None
    checksum: None = None
    headers: tuple[()] = ()


class _Batch:
    """The client's batch; what is left of it when it can't be read is one record, at its last offset."""

    def __init__(self, batch: Any, raw: memoryview) -> None:
        self._batch = batch
        self._raw = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        start: int = self._batch.base_offset
        try:
            for record in self._batch:
                yield record
                start = record.offset + 1
        except Exception:
            yield self._unread(start)

    def _unread(self, start: int) -> _Unread:
        records = self._raw[_HEAD_BYTES:]
        codec = self._batch.compression_type
        name = _CODECS[codec] if codec < len(_CODECS) else str(codec)
        cut = Cut(len(records), sha256(records).hexdigest(), name, start)
        return _Unread(self._batch.next_offset - 1, self._batch.max_timestamp, self._batch.timestamp_type, cut)


class _Batches:
    """The client's record set, which knows the bytes of each batch."""

    def __init__(self, raw: bytes) -> None:
        self._raw = memoryview(raw)
        self._at = 0
        self._records = MemoryRecords(raw)

    def has_next(self) -> bool:
        return self._records.has_next()

    def size_in_bytes(self) -> int:
        return self._records.size_in_bytes()

    def next_batch(self) -> _Batch:
        start = self._at
        self._at += 12 + _LENGTH.unpack_from(self._raw, start + 8)[0]
        return _Batch(self._records.next_batch(), self._raw[start : self._at])


class _PartitionRecords(fetcher.PartitionRecords):
    """Hands over no more of a record than an event may have."""

    def _consumer_record(self, tp: Any, record: Any) -> Fetched:
        key, value, headers = record.key, record.value, tuple(record.headers)
        cut: Cut | None = getattr(record, "cut", None)
        if _too_large(key, value, headers):
            whole = value or b""
            cut = Cut(len(whole), sha256(whole).hexdigest(), "", record.offset)
            key = key and key[:KEY_BYTES]
            value = value and value[:MAX_BYTES]
            headers = headers if _size(headers) <= HEADERS_BYTES else ()
        return Fetched(
            tp.topic,
            tp.partition,
            record.offset,
            record.timestamp,
            record.timestamp_type,
            key,
            value,
            None,
            len(key or b""),
            len(value or b""),
            headers,
            cut,
        )


def _too_large(key: bytes | None, value: bytes | None, headers: tuple[tuple[str, bytes | None], ...]) -> bool:
    return len(value or b"") > MAX_BYTES or len(key or b"") > KEY_BYTES or _size(headers) > HEADERS_BYTES


def _size(headers: tuple[tuple[str, bytes | None], ...]) -> int:
    return sum(4 * len(name) + len(value or b"") for name, value in headers)


class _FetchResult(fetcher.FetchResult):
    """Bounded in bytes too: what the broker sends packed can be thousands of times as large."""

    def getall(self, max_records: int | None = None) -> list[Fetched]:
        if not self.check_assignment(self._topic_partition) or not self.has_more():
            return []
        found: list[Fetched] = []
        size = 0
        records: Any = self._partition_records
        for record in records:
            found.append(record)
            size += record.serialized_key_size + record.serialized_value_size + _size(record.headers)
            if len(found) == max_records or size >= _FETCH_BYTES:
                self._update_position()
                return found
        self._update_position()
        self._partition_records = None
        return found


def bound_client() -> None:
    """From now on, for every consumer in this process. Raises LookupError when the client has changed."""
    fetcher.MemoryRecords = _Batches
    fetcher.PartitionRecords = _PartitionRecords
    fetcher.FetchResult = _FetchResult
    unpacks = {"gzip_decode": gunzip, "snappy_decode": unsnappy, "lz4_decode": unlz4, "zstd_decode": unzstd}
    for batch in (DefaultRecordBatch, LegacyRecordBatch):
        module = sys.modules[batch.__module__]
        for name, unpack in unpacks.items():
            if hasattr(module, name):
                setattr(module, name, unpack)
            elif batch is DefaultRecordBatch:
                _changed(name)


def _changed(name: str) -> NoReturn:
    raise LookupError(f"the Kafka client has no {name} any more: what it unpacks is not bounded")
