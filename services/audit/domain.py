"""What the audit service keeps of a record, and its fingerprint. Pure."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING

from services.runtime.messaging.record import Cut

if TYPE_CHECKING:
    from services.runtime.messaging.record import Record


def fingerprint(record: Record) -> bytes:
    """SHA-256 of the exact bytes that stood there: the value, whole also where only its beginning is kept, or a
    batch's. Of no bytes when the record has no value.
    """
    return bytes.fromhex(record.cut.sha256) if record.cut else sha256(record.value or b"").digest()


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
