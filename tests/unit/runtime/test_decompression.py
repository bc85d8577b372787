"""What a writer can make a reader unpack is bounded, and what can't be read is one record that says so."""

from __future__ import annotations

import gzip
import tracemalloc
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import cramjam
import pytest
from aiokafka import codec
from aiokafka.consumer import fetcher
from aiokafka.consumer.subscription_state import SubscriptionState
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.structs import TopicPartition

from services.runtime.messaging import decompression
from services.runtime.messaging.decompression import NotUnpackedError, bound_client
from services.runtime.messaging.inbox import read
from services.runtime.messaging.record import Cut, Record

if TYPE_CHECKING:
    from collections.abc import Callable

TP = TopicPartition("reply.riec", 0)
CODECS = {"gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
BOMB_BYTES = 64 * 1024 * 1024
_MOST_BYTES = 8 * 1024 * 1024


@pytest.fixture(autouse=True, scope="module")
def bounded() -> None:
    bound_client()


def batch(at: int, *values: bytes, codec_number: int = 0, headers: Any = ()) -> bytes:
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=codec_number,
        is_transactional=0,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=1 << 30,
    )
    for number, value in enumerate(values):
        assert builder.append(number, 5, b"k", value, [*headers])
    raw = builder.build()
    raw[:8] = at.to_bytes(8, "big")  # as the broker does; the checksum does not cover it
    return bytes(raw)


def fetched(raw: bytes, *, checked: bool = True) -> Any:
    made: Any = fetcher
    return made.PartitionRecords(TP, made.MemoryRecords(raw), [], 0, None, None, checked, 0)


@pytest.mark.parametrize("name", CODECS)
def test_a_bomb_is_one_record_between_the_good_ones(name: str) -> None:
    """Five packed megabytes would become the largest message; here 64 MiB of zeros, unpacked within 8."""
    bomb = batch(1, b"", b"\0" * BOMB_BYTES, codec_number=CODECS[name])
    raw = batch(0, b"good") + bomb + batch(3, b"good too")
    tracemalloc.start()
    try:
        records = [*fetched(raw)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [(record.offset, record.value) for record in records] == [(0, b"good"), (2, None), (3, b"good too")]
    packed = bomb[61:]
    assert records[1].cut == Cut(len(packed), sha256(packed).hexdigest(), name, 1)
    assert peak < _MOST_BYTES


@pytest.mark.parametrize("name", CODECS)
def test_what_is_within_the_bound_is_read_as_it_was(name: str) -> None:
    values = [b"first", b"x" * 60_000, b""]
    records = [*fetched(batch(7, *values, codec_number=CODECS[name], headers=[("h", b"1"), ("n", None)]))]
    assert [record.value for record in records] == values
    assert records[0].headers == (("h", b"1"), ("n", None))
    assert not any(record.cut for record in records)


def test_a_header_name_that_is_no_text_stops_nobody() -> None:
    """The client decodes it strictly, and would read the same batch again for ever."""
    odd = batch(1, b"x", headers=[("hhhh", b"")]).replace(b"hhhh", b"\xff\xfe\xff\xfe")
    found = [*fetched(batch(0, b"a") + odd + batch(2, b"b"), checked=False)]
    assert [(record.offset, record.value) for record in found] == [(0, b"a"), (1, None), (2, b"b")]


def test_of_a_record_too_large_the_beginning_is_kept() -> None:
    value = b"v" * 70_000
    (record,) = fetched(batch(0, value))
    assert record.value == value[:65_536]
    assert record.cut == Cut(70_000, sha256(value).hexdigest(), "", 0)
    (of_many_headers,) = fetched(batch(0, b"{}", headers=[("h", b"x" * 9_000)]))
    assert (of_many_headers.headers, of_many_headers.value) == ((), b"{}")
    assert of_many_headers.cut


async def test_a_fetch_is_bounded_in_bytes() -> None:
    """Many small bombs, each just within the bound of a batch, are not all in memory at once."""
    made: Any = fetcher
    raw = b"".join(batch(at, b"\0" * 2_000_000, codec_number=4) for at in range(100))
    subscription = SubscriptionState()
    subscription.assign_from_user({TP})
    assignment = subscription.subscription.assignment
    assignment.state_value(TP).reset_to(0)
    result = made.FetchResult(TP, assignment=assignment, partition_records=fetched(raw), backoff=0)
    sizes: list[int] = []
    while result.has_more():
        sizes.append(sum(len(record.value) for record in result.getall(500)))
    assert max(sizes) <= 1024 * 1024 + 65_536
    assert sum(sizes) == 100 * 65_536


def test_what_is_cut_is_refused_with_what_is_known_of_it() -> None:
    """Also where its beginning would be an event by itself."""
    packed = Record("reply.riec", 0, 9, 5, None, None, (), Cut(17, "ab" * 32, "zstd", 4))
    large = Record("reply.riec", 0, 10, 5, None, b"{}", (), Cut(70_000, "cd" * 32, "", 10))
    deliveries, refusals = read([packed, large])
    assert deliveries == []
    assert [refusal.reason for refusal in refusals] == ["contract", "contract"]
    assert refusals[0].rules[0].startswith(f"bundel 4-9 (zstd, 17 bytes, sha256 {'ab' * 32})")
    assert refusals[1].rules[0].startswith(f"bericht (70000 bytes, sha256 {'cd' * 32})")


@pytest.mark.parametrize(
    ("unpack", "packed"),
    [
        (decompression.gunzip, b"no gzip"),
        (decompression.gunzip, gzip.compress(b"cut off")[:-3]),
        (decompression.unsnappy, b"\xff" * 9),
        (decompression.unsnappy, codec.snappy_encode(b"x")[:16] + b"\xff\xff\xff\xfc"),
        (decompression.unsnappy, codec.snappy_encode(b"x")[:16] + b"\0\0"),
        (decompression.unlz4, b"no lz4"),
        (decompression.unzstd, b"no zstd"),
    ],
)
def test_what_is_not_packed_as_it_says_is_refused(unpack: Callable[[bytes], bytes], packed: bytes) -> None:
    with pytest.raises(NotUnpackedError):
        unpack(packed)


def test_several_members_and_raw_snappy_are_unpacked() -> None:
    assert decompression.gunzip(gzip.compress(b"a") + gzip.compress(b"b")) == b"ab"
    assert decompression.unsnappy(bytes(cramjam.snappy.compress_raw(b"ab"))) == b"ab"


def test_a_client_that_changed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from aiokafka.record import _crecords  # noqa: PLC0415

    monkeypatch.delattr(_crecords.default_records, "zstd_decode")
    with pytest.raises(LookupError, match="zstd_decode"):
        bound_client()
