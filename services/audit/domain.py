"""What the audit service keeps of a record, and its fingerprint. Pure."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.runtime.messaging.record import Record


def fingerprint(record: Record) -> bytes:
    """SHA-256 of the value's exact bytes; of no bytes when the record has no value."""
    return sha256(record.value or b"").digest()


def headers_json(record: Record) -> str:
    """Headers in their order, values in base64: they may hold any bytes."""
    return json.dumps([[name, base64.b64encode(value).decode()] for name, value in record.headers])
