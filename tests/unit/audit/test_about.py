"""Which signals and references a look at the log was about."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from services.audit.about import about

SIGNAL = UUID("01a20d0d-38a0-7b05-8d1e-2f4a6c8e0b13")
EVENT = json.dumps({"type": "x", "subject": str(SIGNAL), "data": {}}).encode()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (str(SIGNAL).encode(), None),
        (None, EVENT),
        (b"\xff whatever a partner says", EVENT),
        (str(SIGNAL).encode(), EVENT),
    ],
)
def test_a_record_is_about_its_key_or_its_events_subject(key: bytes | None, value: bytes | None) -> None:
    assert about([(key, value), (key, value)]) == [SIGNAL]


@pytest.mark.parametrize("value", [None, b"", b"\xff", b"[" * 30_000, b'{"type": "x", "data": {}}'])
def test_what_says_nothing_is_about_nothing(value: bytes | None) -> None:
    assert about([(None, value)]) == []
