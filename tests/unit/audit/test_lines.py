"""What the audit service keeps of a record: its exact bytes, whatever they are."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256

from services.audit.domain import fingerprint, headers_json
from services.runtime.messaging.record import Record


def record(value: bytes | None, *headers: tuple[str, bytes]) -> Record:
    return Record("signal.received", 0, 7, 1_795_000_000_000, b"key", value, headers)


def test_a_fingerprint_is_of_the_value_alone() -> None:
    assert fingerprint(record(b"\xff\x00")) == sha256(b"\xff\x00").digest()
    assert fingerprint(record(None)) == fingerprint(record(b"")) == sha256().digest()


def test_headers_keep_their_order_their_doubles_and_their_bytes() -> None:
    headers = (("b", b"\xff"), ("a", b""), ("b", b"x"))
    kept = json.loads(headers_json(record(b"", *headers)))
    assert [(name, b64decode(value)) for name, value in kept] == [*headers]
    assert headers_json(record(b"")) == "[]"
