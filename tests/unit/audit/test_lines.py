"""What the audit service keeps of a record: its exact bytes, whatever they are."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from hashlib import sha256

from services.audit.domain import fingerprint, headers_json, headers_of
from services.runtime.messaging.record import Cut, Record


def record(value: bytes | None, *headers: tuple[str, bytes | None]) -> Record:
    return Record("signal.received", 0, 7, 1_795_000_000_000, b"key", value, headers)


def test_a_fingerprint_is_of_the_value_alone() -> None:
    assert fingerprint(record(b"\xff\x00")) == sha256(b"\xff\x00").digest()
    assert fingerprint(record(None)) == fingerprint(record(b"")) == sha256().digest()


def test_headers_keep_their_order_their_doubles_and_their_bytes() -> None:
    headers = (("b", b"\xff"), ("a", b""), ("b", b"x"))
    kept = json.loads(headers_json(record(b"", *headers)))
    assert [(name, b64decode(value)) for name, value in kept] == [*headers]
    assert headers_json(record(b"")) == "[]"


def test_a_header_without_a_value_is_kept_as_that() -> None:
    """Kafka allows it; a record that can't be stored would be a hole in the log."""
    assert headers_json(record(b"", ("a", None))) == '[["a", null]]'


def test_of_what_was_cut_the_digest_is_that_of_the_whole() -> None:
    whole = Cut(70_000, "ab" * 32, "", 7)
    cut = replace(record(b"beginning", ("a", b"1"), ("b", None)), cut=whole)
    assert fingerprint(cut).hex() == "ab" * 32
    assert headers_of(headers_json(cut)) == (cut.headers, whole)
    assert headers_of(headers_json(record(b""))) == ((), None)
